using System.Buffers;
using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Tests.Storage;
using FsCheck;
using FsCheck.Fluent;
using static DataLakeTools.Core.Tests.Raw.Json.BatchText;

namespace DataLakeTools.Core.Tests.Raw.Json;

public sealed class RecordBatcherTests
{
    [Fact]
    public void A_batch_is_a_json_array_with_one_record_a_line()
    {
        using var batcher = new RecordBatcher { KeepsIdentifiers = true };

        var batch = Assert.Single(batcher.AddAll([Record("""{"id":1}""", id: "1"), Record("""{"id":2}""", id: "2")]));

        Assert.Equal("[\n{\"id\":1},\n{\"id\":2}\n]\n", TextOf(batch));
        Assert.Equal(batch.Content.Length, batch.Length);
        Assert.Equal(["1", "2"], batch.Identifiers);
        Assert.Equal("movie/{id}", batch.Structure);
    }

    [Fact]
    public void Json_lines_are_records_and_line_ends_only()
    {
        using var batcher = new RecordBatcher(new BatchOptions { Format = BatchFormat.JsonLines });

        var batch = Assert.Single(batcher.AddAll([Record("""{"id":1}"""), Record("{\r\n  \"id\": 2\n}")]));

        Assert.Equal("{\"id\":1}\n{    \"id\": 2 }\n", TextOf(batch));
        Assert.Matches("^[a-z]{3}-[a-z]{3}-[a-z]{3}\\.json$", batch.Name);
    }

    [Fact]
    public void An_array_has_a_record_on_one_line_whatever_its_own_white_space()
    {
        using var batcher = new RecordBatcher();

        var batch = Assert.Single(batcher.AddAll([Record(" \n{\r\n  \"id\": 2.0e1 , \"t\":\"\\u00e9é\"\n}\n")]));

        Assert.Equal("[\n{    \"id\": 2.0e1 , \"t\":\"\\u00e9é\" }\n]\n", TextOf(batch));
    }

    [Theory]
    [InlineData("""{"t":"\ud800"}""", true)]
    [InlineData("""{"t":"a\udfacb"}""", true)]
    [InlineData("""{"t":"\ud83c\ud83c\udfac"}""", true)]
    [InlineData("""{"\uD83C":1}""", true)]
    [InlineData("""{"t":["\\\ud83c"]}""", true)]
    [InlineData("""{"t":"\ud83c\udfac"}""", false)]
    [InlineData("""{"t":"\\ud800"}""", false)]
    [InlineData("""{"\u00e9\n":"\uFFFD"}""", false)]
    public void Half_a_character_is_refused_in_a_record_of_ones_own_and_stays_in_one_of_a_source(string json, bool isHalf)
    {
        using var batcher = new RecordBatcher();
        var bytes = Encoding.UTF8.GetBytes(json);
        foreach (var structure in new[] { null, "movie/{id}" })
        {
            var thrown = Xunit.Record.Exception(() => batcher.Add(new RawRecord(bytes, structure, Number: 7)));
            Assert.True(thrown is null or DataLakeException);
            var error = thrown as DataLakeException;
            Assert.Equal(isHalf, error is { Error: DataLakeError.InvalidRecord });
            Assert.Equal(isHalf, error?.Message.Contains("Record 7 has half a character", StringComparison.Ordinal) == true);
            Assert.Null(Xunit.Record.Exception(() => batcher.Add(new RawRecord(bytes, structure, IsValidated: true))));
        }

        Assert.All(batcher.Complete(), batch => Assert.Contains(json, TextOf(batch), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Movie 550", 7, null, "The record 'Movie 550' ")]
    [InlineData(null, 7, null, "Record 7 ")]
    [InlineData(null, 7, "films.jsonl", "Record 7 of 'films.jsonl' ")]
    [InlineData(null, 0, null, "A record without an id ")]
    public void An_error_calls_a_record_by_its_id_or_else_by_its_number(string? id, long number, string? source, string expected)
    {
        using var batcher = new RecordBatcher();

        var error = Assert.Throws<DataLakeException>(() => batcher.Add(new RawRecord("{"u8.ToArray(), Identifier: id, Number: number, Source: source)));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_comes_out_with_the_record_that_fills_it()
    {
        using var batcher = new RecordBatcher(new BatchOptions { MaxRecords = 3 });

        Assert.Empty(batcher.Add(Record("1")));
        Assert.Empty(batcher.Add(Record("2")));
        Assert.Equal(3, Assert.Single(batcher.Add(Record("3"))).RecordCount);
        Assert.Empty(batcher.Complete());
    }

    [Fact]
    public void Structures_go_to_their_own_files_side_by_side()
    {
        using var batcher = new RecordBatcher(new BatchOptions { MaxRecords = 2 });

        var batches = batcher.AddAll(
            [Record("1", "a"), Record("2", "b"), Record("3", "a"), Record("4", "b"), Record("5", "b")]);

        Assert.Equal(["a:1,3", "b:2,4", "b:5"], batches.Select(Summary));

        static string Summary(RecordBatch batch) =>
            $"{batch.Structure}:{string.Join(',', JsonSerializer.Deserialize<int[]>(TextOf(batch))!)}";
    }

    [Theory]
    [InlineData(BatchFormat.JsonArray, 64 - 5)]
    [InlineData(BatchFormat.JsonLines, 64 - 1)]
    public void The_byte_limit_counts_the_file_as_written(BatchFormat format, int largest)
    {
        using var batcher = new RecordBatcher(new BatchOptions { MaxBytes = 64, Format = format });
        var fits = '"' + new string('x', largest - 2) + '"';

        var error = Assert.Throws<DataLakeException>(() => batcher.Add(Record(fits.Replace("xx", "xxx", StringComparison.Ordinal)[..^1] + "x\"", id: "tt1")));
        Assert.Equal(DataLakeError.RecordTooLarge, error.Error);
        Assert.Contains("tt1", error.Message, StringComparison.Ordinal);

        var batch = Assert.Single(batcher.AddAll([Record(fits)]));
        Assert.Equal(64, batch.Length);
    }

    [Fact]
    public void Whatever_comes_no_file_breaks_a_limit_and_no_byte_is_lost()
    {
        var records = Gen.Elements("{}", "1", "[1,2]", "\"é\"", "{\"a\":1,\"b\":\"" + new string('x', 30) + "\"}", "{\"c\":null}");
        var property = Prop.ForAll(
            records.ListOf().Select(list => list.ToArray()).ToArbitrary(),
            Gen.Choose(1, 100).ToArbitrary(),
            Gen.Choose(64, 200).ToArbitrary(),
            (string[] all, int maxRecords, int maxBytes) =>
            {
                foreach (var format in Enum.GetValues<BatchFormat>())
                {
                    var options = new BatchOptions { MaxRecords = maxRecords, MaxBytes = maxBytes, Format = format };
                    using var batcher = new RecordBatcher(options);
                    var batches = batcher.AddAll(all.Select(json => Record(json)));

                    Assert.All(batches, batch => Assert.InRange(batch.Length, 1, maxBytes));
                    Assert.All(batches, batch => Assert.InRange(batch.RecordCount, 1, maxRecords));
                    Assert.Equal(all, batches.SelectMany(RecordsOf));
                }
            });
        property.QuickCheckThrowOnFailure();

        static IEnumerable<string> RecordsOf(RecordBatch batch) => batch.Format == BatchFormat.JsonLines
            ? TextOf(batch).TrimEnd('\n').Split('\n')
            : TextOf(batch)[2..^3].Split(",\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"id\":1")]
    [InlineData("{\"id\":1}{")]
    [InlineData("<html></html>")]
    [InlineData("{'id':1}")]
    public void Invalid_json_is_refused_by_id_and_the_rest_goes_on(string json)
    {
        foreach (var structure in new[] { "movie/{id}", null })
        {
            using var batcher = new RecordBatcher();
            batcher.Add(Record("{\"id\":0}", structure));

            var error = Assert.Throws<DataLakeException>(() => batcher.Add(Record(json, structure, "42")));
            Assert.Equal(DataLakeError.InvalidRecord, error.Error);
            Assert.Equal("42", error.Target);

            Assert.Equal("[\n{\"id\":0},\n{\"id\":2}\n]\n", TextOf(Assert.Single(batcher.AddAll([Record("{\"id\":2}", structure)]))));
        }
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        using var batcher = new RecordBatcher();

        Assert.Equal(
            DataLakeError.InvalidRecord,
            Assert.Throws<DataLakeException>(() => batcher.Add(new RawRecord(new byte[] { 0x22, 0xE9, 0x22 }, "x"))).Error);
    }

    [Fact]
    public void A_record_that_its_source_has_read_is_not_read_again()
    {
        using var batcher = new RecordBatcher();

        // Proven by bytes that reading would refuse.
        Assert.Empty(batcher.Add(new RawRecord(Encoding.UTF8.GetBytes("not json"), "x", IsValidated: true)));
    }

    [Fact]
    public void An_array_of_depth512_is_read_and_a_deeper_one_is_an_error()
    {
        using var batcher = new RecordBatcher();

        batcher.Add(Record(new string('[', 512) + new string(']', 512), null));
        Assert.Throws<DataLakeException>(() => batcher.Add(Record(new string('[', 513) + new string(']', 513), null)));
    }

    [Fact]
    public void The_same_content_has_the_same_name_and_other_content_another()
    {
        var first = NameOf("{\"id\":1}");

        Assert.Matches("^[a-z]{3}-[a-z]{3}-[a-z]{3}\\.json$", first);
        Assert.Equal(first, NameOf("{\"id\":1}"));
        Assert.NotEqual(first, NameOf("{\"id\":2}"));

        static string NameOf(string json)
        {
            using var batcher = new RecordBatcher();
            using var batch = Assert.Single(batcher.AddAll([Record(json)]));
            return batch.Name;
        }
    }

    [Fact]
    public void The_next_names_are_others_and_always_the_same_ones()
    {
        using var batcher = new RecordBatcher();
        using var batch = Assert.Single(batcher.AddAll([Record("{}")]));

        string[] names = [.. Enumerable.Range(0, 20).Select(batch.GetName)];

        Assert.Equal(20, names.Distinct().Count());
        Assert.Equal(names, Enumerable.Range(0, 20).Select(batch.GetName));
        Assert.All(names, name => Assert.Matches("^[a-z]{3}-[a-z]{3}-[a-z]{3}\\.json$", name));
    }

    [Fact]
    public void A_batch_can_be_read_again_and_again()
    {
        using var batcher = new RecordBatcher();
        var large = '"' + new string('x', 700_000) + '"';
        using var batch = Assert.Single(batcher.AddAll([Record(large), Record(large)]));
        using var stream = batch.OpenRead();

        for (var time = 0; time < 2; time++)
        {
            stream.Position = 0;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Assert.Equal(batch.Content.ToArray(), copy.ToArray());
        }

        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => batch.Content);
    }

    [Fact]
    public void Large_records_keep_every_byte()
    {
        using var batcher = new RecordBatcher();
        string[] records = [.. Enumerable.Range(1, 60).Select(id => JsonSerializer.Serialize(
            Enumerable.Range(id, id * 300).Select(number => number * 7919)))];

        var batch = Assert.Single(batcher.AddAll(records.Select(json => Record(json))));

        Assert.True(batch.Length > 3_000_000);
        Assert.Equal($"[\n{string.Join(",\n", records)}\n]\n", TextOf(batch));
    }

    [Fact]
    public void The_largest_batch_goes_early_when_all_together_are_too_large_and_nothing_may_wait()
    {
        using var batcher = new RecordBatcher(new BatchOptions { MaxOpenBytes = 12_000, MaxSpilledBytes = 0 });

        Assert.Empty(batcher.Add(Record("1", "small")));
        Assert.Empty(batcher.Add(Record("\"" + new string('x', 8_000) + "\"", "large")));
        Assert.Equal("large", Assert.Single(batcher.Add(Record("\"" + new string('x', 3_000) + "\"", "middle"))).Structure);
        Assert.Equal(["small", "middle"], batcher.Complete().Select(batch => batch.Structure));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(2_000)]
    public void Any_number_of_structures_fills_its_files(int structures)
    {
        using var batcher = new RecordBatcher();

        var byType = batcher.AddAll(Enumerable.Range(0, structures * 100).Select(number => OfTypes(number, number % structures)));

        Assert.Equal(structures, byType.Count);
        Assert.All(byType, batch => Assert.Equal(100, batch.RecordCount));
        Assert.All(byType, batch => Assert.Single(Lines(batch).Select(line => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..].TrimEnd(',')).Distinct()));

        static string[] Lines(RecordBatch batch) => TextOf(batch)[2..^3].Split('\n');
    }

    [Fact]
    public void Whatever_the_structures_are_a_file_has_one()
    {
        var random = new Random(11);
        string[] values = ["1", "\"x\"", "true", "null", "[]", "[1]", "[\"x\"]", "{}", "{\"a\":1}", "{\"a\":\"x\"}", "[1,\"x\"]", "[{\"a\":1},{\"b\":2}]"];
        for (var round = 0; round < 60; round++)
        {
            using var batcher = new RecordBatcher(new BatchOptions { MaxRecords = random.Next(2, 40), MaxOpenBytes = random.Next(3_000, 60_000) });
            string[] records = [.. Enumerable.Range(0, 400).Select(_ => "{" + string.Join(',', Enumerable.Range(0, random.Next(4))
                .Select(_ => $"\"f{random.Next(6)}\":{values[random.Next(values.Length)]}").DistinctBy(field => field[..4])) + "}")];

            var batches = batcher.AddAll(records.Select(json => Record(json, null)));

            var written = batches.SelectMany(batch => TextOf(batch)[2..^3].Split(",\n"));
            Assert.Equal(records.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
            foreach (var batch in batches)
            {
                byte[][] lines = [.. TextOf(batch)[2..^3].Split(",\n").Select(Encoding.UTF8.GetBytes)];
                var structure = RecordShape.OfFirst(lines[0]);
                Assert.All(lines[1..], line => Assert.True(structure.TryJoin(line)));
            }
        }
    }

    [Fact]
    public void A_record_that_finds_one_file_full_keeps_to_the_limit_of_the_next_that_it_may_join()
    {
        using var batcher = new RecordBatcher(new BatchOptions { MaxBytes = 100 });

        var batches = batcher.AddAll(
        [
            Record($$"""{"id":1,"a":"{{new string('x', 50)}}"}""", null),
            Record($$"""{"id":2,"a":{{new string('1', 50)}}}""", null),
            Record($$"""{"id":3,"c":"{{new string('x', 50)}}"}""", null),
        ]);

        Assert.Equal(3, batches.Count);
        Assert.All(batches, batch => Assert.InRange(batch.Length, 1, 100));
    }

    [Fact]
    public void The_structure_of_a_file_is_that_of_its_own_records()
    {
        using var batcher = new RecordBatcher(new BatchOptions { MaxBytes = 64 });

        var batches = batcher.AddAll([Record($$"""{"id":1,"a":"{{new string('x', 30)}}"}""", null), Record($$"""{"id":2,"b":"{{new string('x', 30)}}"}""", null)]);

        Assert.Equal(["{id:number,a:string}", "{id:number,b:string}"], batches.Select(batch => batch.Structure));
    }

    [Fact]
    public void Maps_are_their_values_whatever_their_keys_are()
    {
        using var batcher = new RecordBatcher();

        var batches = batcher.AddAll(Enumerable.Range(0, 1_000).Select(number => Record($$$"""{"tt{{{number}}}":{"title":"x","year":{{{number}}}}}""", null)));

        Assert.Equal(10, batches.Count);
        Assert.All(batches, batch => Assert.Equal("{*:{title:string,year:number}}", batch.Structure));
    }

    [Theory]
    [InlineData("""{"tt1":{"a":1},"tt2":{}}""", """{"tt3":{"a":1},"tt4":{}}""")]
    [InlineData("""{"tt1":{},"tt2":{"a":1}}""", """{"tt3":{},"tt4":{"a":1}}""")]
    public void Maps_may_have_values_without_fields(string first, string second)
    {
        using var batcher = new RecordBatcher();

        var batch = Assert.Single(batcher.AddAll([Record(first, null), Record(second, null)]));

        Assert.Equal("{*:{a:number}}", batch.Structure);
    }

    [Fact]
    public void Maps_with_words_as_keys_are_known_after_some_and_envelopes_keep_their_files()
    {
        using var batcher = new RecordBatcher();

        var batches = batcher.AddAll(Enumerable.Range(0, 1_000).Select(number => Record($$$"""{"{{{Word(number)}}}":{"title":"x"}}""", null)));

        Assert.InRange(batches.Count, 11, 30);
        using var second = new RecordBatcher();
        Assert.Equal(
            ["{movie:{id:number}}", "{series:{id:number}}"],
            second.AddAll([Record("""{"movie":{"id":1}}""", null), Record("""{"series":{"id":2}}""", null)]).Select(batch => batch.Structure));

        static string Word(int number) => string.Concat(number.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));
    }

    [Fact]
    public void Envelopes_of_many_files_stay_structures_and_mix_with_no_other()
    {
        using var batcher = new RecordBatcher();

        var batches = batcher.AddAll(Enumerable.Range(0, 5_000).Select(number => Record(number % 2 == 0 ? """{"movie":{"id":1},"cast":{"id":2}}""" : """{"series":{"id":1},"crew":{"id":2}}""", null)));

        Assert.Equal(50, batches.Count);
        Assert.All(batches, batch => Assert.Contains(batch.Structure, (string[])["{movie:{id:number},cast:{id:number}}", "{series:{id:number},crew:{id:number}}"]));
    }

    [Fact]
    public void Too_many_structures_are_told_once_with_two_that_differ()
    {
        var reporter = new RecordingReporter();
        using var batcher = new RecordBatcher(reporter: reporter);

        batcher.AddAll(Enumerable.Range(0, 100).Select(number => OfTypes(number, number)));
        Assert.Empty(reporter.Warnings);

        using var more = new RecordBatcher(reporter: reporter);
        more.AddAll(Enumerable.Range(0, 1_000).Select(number => OfTypes(number, number) with { Number = number + 1 }));
        var warning = Assert.Single(reporter.Warnings);
        Assert.Contains("record 100 and record 101", warning, StringComparison.Ordinal);

        // 99 and 100 as bits: the lowest differs.
        Assert.Contains("'f0' is string in one and number in the other", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_is_taken_only_as_far_as_batches_are_taken()
    {
        using var batcher = new RecordBatcher(new BatchOptions { MaxRecords = 2 });
        var taken = 0;
        await using var batches =
            batcher.BatchAsync(Source(), error => throw error).GetAsyncEnumerator();

        Assert.True(await batches.MoveNextAsync());
        Assert.Equal(2, taken);

        async IAsyncEnumerable<RawRecord> Source()
        {
            while (true)
            {
                await Task.Yield();
                yield return Record($"{taken++}");
            }
        }
    }

    [Fact]
    public async Task A_stream_reports_what_it_refuses_and_goes_on()
    {
        using var batcher = new RecordBatcher();
        var rejected = new List<DataLakeException>();

        var batches = new List<RecordBatch>();
        await foreach (var batch in batcher.BatchAsync(Source(), rejected.Add))
        {
            batches.Add(batch);
        }

        Assert.Equal("bad", Assert.Single(rejected).Target);
        Assert.Equal(2, Assert.Single(batches).RecordCount);

        static async IAsyncEnumerable<RawRecord> Source()
        {
            await Task.Yield();
            yield return Record("1");
            yield return Record("{", id: "bad");
            yield return Record("2");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void More_than_a_hundred_records_a_file_cannot_be_asked(int maxRecords) => Assert.Equal(
        DataLakeError.InvalidOption,
        Assert.Throws<DataLakeException>(() => new RecordBatcher(new BatchOptions { MaxRecords = maxRecords })).Error);

    // Fields of the same names, whose types are the bits of a number.
    private static RawRecord OfTypes(int id, int types) => Record(
        $"{{\"id\":{id},{string.Join(',', Enumerable.Range(0, 11).Select(bit => $"\"f{bit}\":{((types >> bit & 1) == 0 ? "1" : "\"x\"")}"))}}}", null);
}
