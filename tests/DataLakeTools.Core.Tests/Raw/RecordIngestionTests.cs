using System.Security.Cryptography;
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

    // No host replaces a file of records by its name: that follows from its content.
    [Fact]
    public async Task Where_other_content_has_every_name_of_a_file_nobody_is_told_to_replace_it()
    {
        await using var lake = new FolderTestLake();
        await RunAsync(lake, isCutShort: true);
        var (key, content) = Assert.Single(lake.Objects);
        var folder = Path.GetDirectoryName(Path.Combine(lake.Root, key))!;
        for (var attempt = 0; attempt < BatchName.MaxAttempts; attempt++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, BatchName.FromHash(SHA256.HashData(content), attempt)), "[]");
        }

        var outcome = Assert.Single(await new RecordIngestion(WriterTo(lake), new BatchOptions(), lake.Reporter).RunAsync(FirstHundred(), replace: false).ToListAsync());

        Assert.Equal(DataLakeError.ObjectExists, outcome.Error!.Error);
        Assert.DoesNotContain("force", outcome.Error.Recommendation, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Remove it", outcome.Error.Recommendation, StringComparison.Ordinal);
    }

    private static IAsyncEnumerable<RawRecord> FirstHundred() =>
        AsyncEnumerable.Range(1, 100).Select(id => new RawRecord(Encoding.UTF8.GetBytes($"{{\"id\":{id}}}")));

    private static RawJsonBatchWriter WriterTo(FolderTestLake lake) =>
        new(lake.Open(), new RawJsonOptions { Origin = "Files", Date = new DateOnly(2022, 5, 2) }, lake.Reporter, TimeProvider.System);

    private static async Task<List<(long? Records, ReceiptStatus Status)>> RunAsync(FolderTestLake lake, bool isCutShort)
    {
        var ingestion = new RecordIngestion(WriterTo(lake), new BatchOptions(), lake.Reporter);
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
