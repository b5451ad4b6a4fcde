using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tests.Csv;
using DataLakeTools.Core.Tests.Storage.Folder;

namespace DataLakeTools.Core.Tests.Costs;

/// <summary>Ten times the data costs no more a row, an id or a record. Alone, because a process counts the bytes of all its threads together.</summary>
[Collection(nameof(AloneCollection))]
public sealed class GrowthTests
{
    private const int RecordsOfBatch = 100;

    [Fact]
    public void Unique_ids_cost_memory_for_each_id_and_none_for_each_row()
    {
        const int Ids = 20_000;
        AllocatedForIds(Ids, rowsOfId: 1);

        var few = AllocatedForIds(Ids, rowsOfId: 1);
        var many = AllocatedForIds(Ids, rowsOfId: 10);

        // An id is nine characters; the rest is the table, which doubles as it grows.
        Assert.InRange(few / Ids, 0, 128);
        Assert.InRange(many, 0, few + (64 * 1024));
    }

    [Fact]
    public void A_record_in_a_batch_costs_the_same_however_many_there_are()
    {
        AllocatedForBatches(10);

        var few = AllocatedForBatches(20);
        var many = AllocatedForBatches(200);

        // The records themselves were there before, and batches are written over buffers that come back.
        Assert.InRange(many, 0, few + (180 * RecordsOfBatch * 64));
    }

    [Fact]
    public async Task A_record_that_is_written_costs_the_same_however_many_there_are()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        var writer = new RawJsonBatchWriter(store, new RawJsonOptions { Date = new DateOnly(2022, 5, 2) }, SilentReporter.Instance, TimeProvider.System);
        await AllocatedForWritesAsync(writer, first: 0, batches: 10);

        var few = await AllocatedForWritesAsync(writer, first: 1_000, batches: 10);
        var many = await AllocatedForWritesAsync(writer, first: 2_000, batches: 100);

        // A copy of what is written would be 1,000 bytes a record.
        Assert.InRange(many, 0, few + (90 * RecordsOfBatch * 400));
    }

    [Fact]
    public async Task A_file_of_one_folder_of_a_lake_costs_its_name_and_little_more()
    {
        const int Files = 2_000;
        await using var lake = new FolderTestLake();
        var folder = Directory.CreateDirectory(Path.Combine(lake.Root, "Raw/TMDB/JSON/Movies/2022/05/02"));
        for (var number = 0; number < Files; number++)
        {
            File.Create(Path.Combine(folder.FullName, $"movies-{number:000000}.json")).Dispose();
        }

        var objects = lake.Open().ListAsync("Raw/", CancellationToken.None).GetAsyncEnumerator();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await objects.MoveNextAsync();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        await objects.DisposeAsync();

        // The folder is read and sorted whole before its first object. A name is 62 bytes, and its places in lists that double as they grow.
        Assert.InRange(allocated / Files, 0, 128);
    }

    private static long AllocatedForIds(int ids, int rowsOfId)
    {
        var text = new StringBuilder("id|title\r\n");
        for (var id = 0; id < ids; id++)
        {
            for (var row = 0; row < rowsOfId; row++)
            {
                text.Append($"tt{id:D7}|Ação\r\n");
            }
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var reader = Rows.Open(bytes);
        var filter = new CsvUniqueFilter();
        while (reader.Read())
        {
            filter.Add(reader.GetRaw(0));
        }

        Assert.Equal(ids, filter.Count);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long AllocatedForBatches(int batches)
    {
        var records = Enumerable.Range(0, RecordsOfBatch).Select(number => Record(number)).ToArray();
        using var batcher = new RecordBatcher();
        var count = 0;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var number = 0; number < batches; number++)
        {
            foreach (var record in records)
            {
                foreach (var batch in batcher.Add(record))
                {
                    using (batch)
                    {
                        count += batch.RecordCount;
                    }
                }
            }
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(batches * RecordsOfBatch, count);
        return allocated;
    }

    private static async Task<long> AllocatedForWritesAsync(RawJsonBatchWriter writer, int first, int batches)
    {
        var records = Enumerable.Range(first * RecordsOfBatch, batches * RecordsOfBatch).Select(number => Record(number)).ToArray();
        using var batcher = new RecordBatcher();
        var files = 0;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        foreach (var record in records)
        {
            foreach (var batch in batcher.Add(record))
            {
                using (batch)
                {
                    files += (await writer.WriteAsync(batch, CancellationToken.None)).Status == ReceiptStatus.Uploaded ? 1 : 0;
                }
            }
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(batches, files);
        return allocated;
    }

    private static RawRecord Record(int number) =>
        new(Encoding.UTF8.GetBytes($$"""{"id":{{1_000_000 + number}},"overview":"{{new string('x', 970)}}"}"""), "movie/{id}", null, IsValidated: true);
}
