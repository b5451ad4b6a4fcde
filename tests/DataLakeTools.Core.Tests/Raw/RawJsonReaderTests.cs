using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Tests.Csv;

namespace DataLakeTools.Core.Tests.Raw;

public sealed class RawJsonReaderTests
{
    public static TheoryData<string, string[]> Files { get; } = new()
    {
        { "", [] },
        { " \r\n", [] },
        { "[]", [] },
        { "[\n]\n", [] },
        { "[\n{\"id\":1},\n{\"id\": 2.0}\n]\n", ["{\"id\":1}", "{\"id\": 2.0}"] },
        { "\uFEFF[ 1,2 , \"a,]\" ,null,[3]]", ["1", "2", "\"a,]\"", "null", "[3]"] },
        { "{\"id\":1}\n{\"id\":2}\n", ["{\"id\":1}", "{\"id\":2}"] },
        { "{\"id\":1}\r\n\r\n{\"é\":\"\\u00e9\"}", ["{\"id\":1}", "{\"é\":\"\\u00e9\"}"] },
        { "{\n  \"a\": [1,\n 2]\n}\n17", ["{\n  \"a\": [1,\n 2]\n}", "17"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Records_come_with_the_bytes_of_the_file_however_it_arrives(string file, string[] records)
    {
        foreach (var piece in (int[])[1, 2, 3, 7, 100_000])
        {
            Assert.Equal(records, await ReadAsync(file, piece));
        }
    }

    [Theory]
    [InlineData("[1,2", "the array is not closed", 2)]
    [InlineData("[1,]", "a record is missing after a comma", 1)]
    [InlineData("[1 2]", "two records have no comma", 1)]
    [InlineData("[1]x", "behind the end of the array", 1)]
    [InlineData("{\"a\":1}\n{\"a\":", "record 2", 1)]
    [InlineData("{\"a\":1}\n{\"a\":x}", "record 2", 1)]
    [InlineData("{\"a\":1}\n\n\r\n  {\"a\":x}", "at line 4, byte 8, in record 2", 1)]
    [InlineData("{\n\"a\":\n1}\n{\"a\":\n 2x}", "at line 5, byte 3, in record 2", 1)]
    [InlineData("\uFEFF[1,\n2 3]", "at line 2, byte 3, in record 3", 2)]
    [InlineData("x", "at line 1, byte 1, in record 1", 0)]
    public async Task What_is_no_JSON_is_an_error_after_the_records_before_it(string file, string message, int before)
    {
        var records = new List<string>();

        foreach (var piece in (int[])[1, 2, 1000])
        {
            records.Clear();
            var error = await Assert.ThrowsAsync<DataLakeException>(() => ReadAsync(file, piece, records));

            Assert.Equal(DataLakeError.InvalidRecord, error.Error);
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
            Assert.Equal(before, records.Count);
        }
    }

    [Fact]
    public async Task A_record_that_is_too_deep_and_a_file_in_UTF_16_are_told_as_what_they_are()
    {
        var deep = await Assert.ThrowsAsync<DataLakeException>(() => ReadAsync($"1\n{new string('[', 513)}{new string(']', 513)}", 100));
        Assert.Contains("in record 2: the record is nested deeper than 512 levels.", deep.Message, StringComparison.Ordinal);
        Assert.Single(await ReadAsync($"{new string('[', 512)}{new string(']', 512)}".Insert(0, "[") + "]", 100));

        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            foreach (var mark in (byte[][])[[], encoding.GetPreamble()])
            {
                await using var stream = new SlowStream([.. mark, .. encoding.GetBytes("{\"a\":1}")], 1);
                var error = await Assert.ThrowsAsync<DataLakeException>(async () => await new RawJsonReader(stream, "file").ReadAsync().ToListAsync());
                Assert.Contains("UTF-16", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_record_may_be_larger_than_the_buffer()
    {
        var large = '"' + new string('x', 1_000_000) + '"';

        Assert.Equal([large, "1", large], await ReadAsync($"[{large},1,{large}]", 50_000));
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":2}\n", false, true)]
    [InlineData("{\"a\":1}\r\n{\"a\":2}", false, true)]
    [InlineData("{\"a\":1}{\"a\":2}", false, false)]
    [InlineData("{\n\"a\":1}\n", false, false)]
    [InlineData("[{\"a\":1},\n{\"a\":2}]", true, true)]
    public async Task The_reader_says_how_the_records_stand(string file, bool isArray, bool isOneALine)
    {
        await using var stream = new SlowStream(Encoding.UTF8.GetBytes(file), 3);
        var reader = new RawJsonReader(stream, "file");
        await foreach (var record in reader.ReadAsync())
        {
            Assert.NotEmpty(record);
        }

        Assert.Equal((isArray, isOneALine), (reader.IsArray, reader.IsOneRecordALine));
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_is_no_record()
    {
        await using var stream = new MemoryStream([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]);

        var error = await Assert.ThrowsAsync<DataLakeException>(async () =>
        {
            await foreach (var record in new RawJsonReader(stream, "file").ReadAsync())
            {
                Assert.Fail(Convert.ToHexString(record));
            }
        });

        Assert.Equal(DataLakeError.InvalidRecord, error.Error);
    }

    private static async Task<List<string>> ReadAsync(string file, int piece, List<string>? records = null)
    {
        records ??= [];
        await using var stream = new SlowStream(Encoding.UTF8.GetBytes(file), piece);
        await foreach (var record in new RawJsonReader(stream, "file").ReadAsync())
        {
            records.Add(Encoding.UTF8.GetString(record));
        }

        return records;
    }
}
