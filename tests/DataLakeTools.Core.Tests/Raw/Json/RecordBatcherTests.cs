using System.Buffers;
using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Json;
using FsCheck;
using FsCheck.Fluent;
using static DataLakeTools.Core.Tests.Raw.Json.BatchText;

namespace DataLakeTools.Core.Tests.Raw.Json;

public sealed class RecordBatcherTests
{
    [Fact]
    public void A_batch_is_a_json_array_with_one_record_a_line()
    {
        using var batcher = new RecordBatcher();

        var batch = Assert.Single(batcher.AddAll([Record("""{"id":1}""", id: "1"), Record("""{"id":2}""", id: "2")]));

        Assert.Equal("[\n{\"id\":1},\n{\"id\":2}\n]\n", TextOf(batch));
        Assert.Equal(batch.Content.Length, batch.Length);
        Assert.Equal(["1", "2"], batch.Ids);
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
    public void An_array_keeps_the_line_breaks_within_a_record()
    {
        using var batcher = new RecordBatcher();

        var batch = Assert.Single(batcher.AddAll([Record(" \n{\r\n  \"id\": 2.0e1 , \"t\":\"\\u00e9é\"\n}\n")]));

        Assert.Equal("[\n{\r\n  \"id\": 2.0e1 , \"t\":\"\\u00e9é\"\n}\n]\n", TextOf(batch));
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
    public void Many_structures_do_not_stay_open_for_ever()
    {
        using var batcher = new RecordBatcher(new BatchOptions { MaxOpenStructures = 2 });

        Assert.Empty(batcher.Add(Record("1", "a")));
        Assert.Empty(batcher.Add(Record("2", "b")));
        Assert.Equal("a", Assert.Single(batcher.Add(Record("3", "c"))).Structure);
        Assert.Equal(["b", "c"], batcher.Complete().Select(batch => batch.Structure));
    }

    [Fact]
    public void The_largest_batch_goes_early_when_all_together_are_too_large()
    {
        using var batcher = new RecordBatcher(new BatchOptions { MaxOpenBytes = 40 });

        Assert.Empty(batcher.Add(Record("\"" + new string('x', 26) + "\"", "large")));
        Assert.Equal("large", Assert.Single(batcher.Add(Record("\"" + new string('x', 10) + "\"", "small"))).Structure);
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
}
