using System.Buffers;
using System.Globalization;
using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Tests.Storage;

namespace DataLakeTools.Core.Tests.Raw.Json;

/// <summary>Many structures side by side: their number changes neither how many files there are nor the memory. Time follows the two.</summary>
public sealed class BatchSpillTests : IDisposable
{
    private const int Structures = 2_000;

    // A fifth of the structures that the default is meant for, and a fifth of its memory.
    private const int MaxOpenBytes = 8_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spill-");
    private readonly RecordingReporter _reporter = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("sorted", false)]
    [InlineData("in turn", false)]
    [InlineData("random", false)]
    [InlineData("in turn", true)]
    [InlineData("random", true)]
    public void Thousands_of_structures_in_any_order_fill_their_files_and_stay_within_their_memory(string order, bool haveOwnNames)
    {
        var structures = Order(order);
        byte[][] json = [.. structures.Select((structure, id) => RecordOf(id, structure, haveOwnNames))];
        using var batcher = new RecordBatcher(new BatchOptions { MaxOpenBytes = MaxOpenBytes, SpillFolder = _folder.FullName });
        long most = 0;
        var files = 0;
        var records = 0;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        foreach (var record in json)
        {
            Count(batcher.Add(new RawRecord(record)));
            most = Math.Max(most, batcher.Open.MemoryBytes);
        }

        Count(batcher.Complete());
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        Assert.Equal(json.Length, records);
        Assert.Equal(structures.CountBy(structure => structure).Sum(counted => (counted.Value + 99) / 100), files);
        Assert.InRange(most, 1, MaxOpenBytes);
        Assert.InRange(allocated / records, 0, 300);

        void Count(IEnumerable<RecordBatch> finished)
        {
            foreach (var batch in finished)
            {
                using (batch)
                {
                    files++;
                    records += batch.RecordCount;
                    Assert.Equal(batch.Length, batch.Content.Length);
                }
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_memory_that_is_counted_is_the_memory_that_is_taken(bool haveOwnNames)
    {
        byte[][] records = [.. Enumerable.Range(0, Structures).Select(id => RecordOf(id, id, haveOwnNames))];
        using var batcher = new RecordBatcher(new BatchOptions { MaxOpenBytes = long.MaxValue });
        batcher.Add(new RawRecord(records[0]));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        foreach (var record in records[1..])
        {
            Assert.Empty(batcher.Add(new RawRecord(record)));
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        // What grew and was left behind was allocated, too, and is not held.
        Assert.InRange(batcher.Open.MemoryBytes, allocated * 2 / 3, allocated * 3 / 2);
    }

    [Theory]
    [InlineData(BatchFormat.JsonArray)]
    [InlineData(BatchFormat.JsonLines)]
    public void What_waited_in_the_temporary_file_comes_back_byte_for_byte_and_in_order(BatchFormat format)
    {
        var random = new Random(17);
        var expected = Enumerable.Range(0, 40).Select(_ => new StringBuilder()).ToArray();
        using var batcher = new RecordBatcher(new BatchOptions { MaxOpenBytes = 100_000, SpillFolder = _folder.FullName, Format = format });
        List<RawRecord> records = [];
        for (var id = 0; id < 4_000; id++)
        {
            var structure = id % 40;
            var json = $"{{\"id\":{id},\"t\":\"{new string((char)('a' + random.Next(26)), random.Next(random.Next(3_000)))}\"}}";
            expected[structure].Append(json).Append(format == BatchFormat.JsonArray && id < 3_960 ? ",\n" : "\n");
            records.Add(new RawRecord(Encoding.UTF8.GetBytes(json), $"structure {structure}"));
        }

        var batches = batcher.AddAll(records);

        Assert.Equal(
            expected.Select(text => format == BatchFormat.JsonArray ? $"[\n{text}]\n" : text.ToString()),
            batches.OrderBy(batch => int.Parse(batch.Structure.Split(' ')[1], CultureInfo.InvariantCulture)).Select(batch => Encoding.UTF8.GetString(batch.Content.ToArray())));
    }

    [Fact]
    public void Nothing_is_left_of_the_temporary_file_and_on_unix_it_has_no_name_meanwhile()
    {
        using (var batcher = new RecordBatcher(new BatchOptions { MaxOpenBytes = 10_000, SpillFolder = _folder.FullName }))
        {
            for (var id = 0; id < 50; id++)
            {
                Assert.Empty(batcher.Add(new RawRecord(RecordOf(id, 0, haveOwnNames: true))));
                Assert.Empty(batcher.Add(new RawRecord(Encoding.UTF8.GetBytes($"[\"{new string('x', 1_000)}\"]"))));
            }

            Assert.True(OperatingSystem.IsWindows() || _folder.GetFiles().Length == 0);
        }

        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Without_a_place_for_the_temporary_file_the_largest_batches_go_early_and_verbose_says_why()
    {
        using var batcher = new RecordBatcher(
            new BatchOptions { MaxOpenBytes = 300_000, SpillFolder = Path.Combine(_folder.FullName, "missing") }, _reporter);
        var structures = Order("in turn")[..20_000];

        var batches = batcher.AddAll(structures.Select((structure, id) => new RawRecord(RecordOf(id, structure % 100, haveOwnNames: false))));

        Assert.Equal(20_000, batches.Sum(batch => batch.RecordCount));
        Assert.True(batches.Count > 200, $"{batches.Count} files");
        Assert.Contains("no temporary file in", Assert.Single(_reporter.Told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_temporary_file_that_is_long_enough_takes_no_more_until_something_of_it_is_read()
    {
        using var spill = new BatchSpill(_folder.FullName, limit: 2_048, _reporter);
        ReadOnlyMemory<byte>[] bytes = [new byte[600], new byte[400]];
        var first = spill.TryWrite(bytes, 1_000);
        Assert.NotNull(spill.TryWrite(bytes, 1_000));
        Assert.Null(spill.TryWrite(bytes, 1_000));

        spill.Free(first!.Value);

        Assert.Equal(first, spill.TryWrite(bytes, 1_000));
        Assert.Empty(_reporter.Told);
    }

    [Fact]
    public void What_the_temporary_file_has_lost_or_changed_is_an_error_and_is_not_written()
    {
        using var spill = new BatchSpill(_folder.FullName, limit: 1_000_000, _reporter);
        var extent = spill.TryWrite([Encoding.UTF8.GetBytes("what was written")], 16)!.Value;

        foreach (var damaged in new[] { extent with { Checksum = extent.Checksum ^ 1 }, extent with { Offset = 8 }, extent with { Offset = 4_096 } })
        {
            Assert.Equal(DataLakeError.ChecksumMismatch, Assert.Throws<DataLakeException>(() => spill.Read(damaged, [new byte[10], new byte[6]])).Error);
        }

        byte[] beginning = new byte[10], end = new byte[6];
        spill.Read(extent, [beginning, end]);
        Assert.Equal("what was written", Encoding.UTF8.GetString([.. beginning, .. end]));
    }

    [Fact]
    public void Bytes_that_waited_in_the_temporary_file_come_back_without_a_second_buffer()
    {
        const int Length = 8_000_000;
        var memory = new BatchMemory();
        using var spill = new BatchSpill(_folder.FullName, limit: 2 * Length, _reporter);
        using var buffer = new BatchBuffer(memory, spill);
        var bytes = new byte[Length];
        new Random(31).NextBytes(bytes);
        buffer.Append(bytes.AsSpan(0, Length - 10));
        Assert.True(buffer.TrySpill());
        buffer.Append(bytes.AsSpan(Length - 10));

        // The pieces that were spilled are free, so the bytes come back into memory that is there.
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var content = buffer.AsSequence();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        Assert.Equal(bytes, content.ToArray());
        Assert.InRange(allocated, 0, Length / 10);
    }

    private static int[] Order(string order)
    {
        var random = new Random(23);
        return [.. Enumerable.Range(0, Structures * 100).Select(id => order switch
        {
            "sorted" => id / 100,
            "in turn" => id % Structures,
            _ => random.Next(Structures),
        })];
    }

    // Either fields of the same names, whose types are the bits of the number, or names that no other structure has.
    private static byte[] RecordOf(int id, int structure, bool haveOwnNames) => Encoding.UTF8.GetBytes(haveOwnNames
        ? $"{{\"id{structure}\":{id},\"name{structure}\":\"title {id}\"}}"
        : $"{{\"id\":{id},{string.Join(',', Enumerable.Range(0, 11).Select(bit => $"\"f{bit}\":{((structure >> bit & 1) == 0 ? "1" : "\"x\"")}"))}}}");
}
