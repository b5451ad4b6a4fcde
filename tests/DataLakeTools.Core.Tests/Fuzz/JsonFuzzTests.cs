using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Tests.Csv;

namespace DataLakeTools.Core.Tests.Fuzz;

public sealed class JsonFuzzTests
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1.5e+10", "\"\"", "\"a\"", "\"\\u001b[31m\"", "\"\\ud83c\"", "\"\\\"\\\\\\/\"", "\"é🎬\"", "[]", "{}", " { } ", "[1,\"a\"]", "[[[]]]", "12345678901234567890",
    ];

    private static readonly string[] Names = ["id", "title", "a", "\\u001b]0;x\\u0007", "", "\\u202e", "é"];

    [Fact]
    public void Records_come_back_from_the_files_they_were_batched_into() => FuzzLoop.Run("records in batches", random =>
    {
        var format = random.Of(Enum.GetValues<BatchFormat>());
        using var batcher = new RecordBatcher(new BatchOptions { MaxRecords = random.Next(1, 6), MaxBytes = random.Next(64, 400), Format = format });
        var written = new List<string>();
        var read = new List<string>();
        for (var count = random.Next(8); count > 0; count--)
        {
            var record = Encoding.UTF8.GetBytes(Record(random, depth: 3));
            if (random.Next(6) == 0)
            {
                record = random.Mutate(record);
            }

            // Lines of arrays look like one array, which is why no batch of lines should hold them.
            if (format == BatchFormat.JsonLines && record.AsSpan().TrimStart("\uFEFF \t\r\n"u8).StartsWith("["u8))
            {
                continue;
            }

            var refusal = FuzzLoop.Refusal(() => Take(batcher.Add(new RawRecord(record, random.Next(3) == 0 ? "s" : null, "\u001b[2J"))));
            if (refusal is null)
            {
                written.Add(Comparable(record));
            }
            else
            {
                Assert.Contains(refusal.Error, (DataLakeError[])[DataLakeError.InvalidRecord, DataLakeError.RecordTooLarge]);
            }
        }

        Take(batcher.Complete());
        Assert.Equal(written.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));

        void Take(IReadOnlyList<RecordBatch> batches)
        {
            foreach (var batch in batches)
            {
                using (batch)
                {
                    FuzzLoop.AssertPlain("a structure: " + PlainText.Of(batch.Structure));
                    using var file = new MemoryStream();
                    batch.OpenRead().CopyTo(file);
                    Assert.Equal(batch.Length, file.Length);
                    read.AddRange(Read(file.ToArray(), random.Next(1, 50)).Select(Comparable));
                }
            }
        }
    });

    [Fact]
    public void The_reader_takes_what_the_runtime_takes_and_refuses_the_rest() => FuzzLoop.Run("JSON files", random =>
    {
        var separator = random.Of((string[])["\n", "\r\n", " ", ",\n", ","]);
        var isArray = separator[0] == ',';
        var records = Enumerable.Range(0, random.Next(5)).Select(_ => Record(random, depth: 3)).ToArray();
        var text = string.Join(separator, records);
        var bytes = Encoding.UTF8.GetBytes(isArray ? $"[{text}]" : text);
        if (random.Next(4) > 0)
        {
            bytes = random.Mutate(bytes);
        }

        var read = new List<byte[]>();
        var refusal = FuzzLoop.Refusal(() => read = Read(bytes, random.Next(1, 40)));

        Assert.Equal(IsAccepted(bytes), refusal is null);
        Assert.All(read, record => JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = 512 }).Dispose());
    });

    // One array, or values one after the other; all of it UTF-8.
    private static bool IsAccepted(byte[] bytes)
    {
        var content = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes;
        var isArray = content.TrimStart(" \t\r\n"u8).StartsWith("["u8);
        if (content.Trim(" \t\r\n"u8).IsEmpty)
        {
            return true;
        }

        try
        {
            var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = 513, AllowMultipleValues = !isArray });
            while (reader.Read())
            {
            }

            return Utf8.IsValid(content);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static List<byte[]> Read(byte[] file, int piece)
    {
        var records = new List<byte[]>();
        var reading = new RawJsonReader(new SlowStream(file, piece), "\u001b[31mname").ReadAsync().GetAsyncEnumerator();
        while (true)
        {
            if (!reading.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            {
                return records;
            }

            records.Add(reading.Current);
        }
    }

    private static string Record(Random random, int depth) => depth == 0 || random.Next(3) == 0
        ? random.Of(Values)
        : random.Next(2) == 0
            ? $"{{{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => $"\"{random.Of(Names)}\" :{Record(random, depth - 1)}"))}}}"
            : $"[{string.Join(",\n", Enumerable.Range(0, random.Next(4)).Select(_ => Record(random, depth - 1)))}]";

    // JSON Lines keep every byte but line breaks, and the batcher drops what stands around a record.
    private static string Comparable(byte[] record)
    {
        var text = Encoding.UTF8.GetString(record).TrimStart('\uFEFF');
        return text.Replace('\r', ' ').Replace('\n', ' ').Trim(' ', '\t');
    }
}
