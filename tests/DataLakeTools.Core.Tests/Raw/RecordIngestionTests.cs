using System.Text;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Tests.Storage.Folder;

namespace DataLakeTools.Core.Tests.Raw;

public sealed class RecordIngestionTests
{
    // What the next run writes has names of its own content: a part of it written before would stay beside it.
    [Fact]
    public async Task Files_that_are_not_full_when_the_time_is_up_are_left_to_the_next_run()
    {
        await using var lake = new FolderTestLake();

        var first = await RunAsync(lake, isCutShort: true);
        var second = await RunAsync(lake, isCutShort: false);

        Assert.Equal([(100L, ReceiptStatus.Uploaded)], first);
        Assert.Equal([(100L, ReceiptStatus.Unchanged), (37L, ReceiptStatus.Uploaded)], second);
    }

    private static async Task<List<(long? Records, ReceiptStatus Status)>> RunAsync(FolderTestLake lake, bool isCutShort)
    {
        var writer = new RawJsonBatchWriter(lake.Open(), new RawJsonOptions { Origin = "Files", Date = new DateOnly(2022, 5, 2) }, lake.Reporter, TimeProvider.System);
        var ingestion = new RecordIngestion(writer, new BatchOptions(), lake.Reporter);
        return await ingestion.RunAsync(RecordsAsync(), replace: false).Select(outcome => ((long?)outcome.Receipt!.Records, outcome.Receipt.Status)).ToListAsync();

        async IAsyncEnumerable<RawRecord> RecordsAsync()
        {
            await Task.Yield();
            for (var id = 1; id <= 137; id++)
            {
                yield return new RawRecord(Encoding.UTF8.GetBytes($"{{\"id\":{id}}}"));
            }

            if (isCutShort)
            {
                ingestion.CutShort();
            }
        }
    }
}
