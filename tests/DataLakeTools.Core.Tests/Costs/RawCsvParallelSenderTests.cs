using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Costs;

public sealed class RawCsvParallelSenderTests
{
    [Fact]
    public async Task Results_come_in_the_order_of_the_files()
    {
        await using var lake = new FolderTestLake();
        using var files = new CostlyFiles();
        var paths = Enumerable.Range(0, 40).Select(number => files.Write($"{number}.csv", number % 7 == 0 ? 3_000_000 : 10)).ToArray();

        var sent = await AllAsync(CostlyFiles.SenderTo(lake.Open()), paths);

        Assert.Equal(paths, sent.Select(result => result.Path));
        Assert.Equal(paths, sent.Select(result => result.Receipt?.Source));
    }

    [Fact]
    public async Task A_file_that_fails_does_not_keep_the_others()
    {
        await using var lake = new FolderTestLake();
        using var files = new CostlyFiles();
        string[] paths = [files.Write("a.csv", 100), files.Write("bad.csv", 100, header: "id|titulo\r\n"), files.Write("c.csv", 100)];

        var sent = await AllAsync(CostlyFiles.SenderTo(lake.Open()), paths);

        Assert.Equal([null, DataLakeError.CsvFieldCount, null], sent.Select(result => result.Error?.Error));
    }

    [Fact]
    public async Task Of_files_that_want_one_key_the_first_gets_it()
    {
        await using var lake = new FolderTestLake();
        using var files = new CostlyFiles();
        string[] paths = [files.Write("large/movies.csv", 5_000_000), files.Write("small/movies.csv", 100)];

        var sent = await AllAsync(CostlyFiles.SenderTo(lake.Open()), paths);

        Assert.Equal(ReceiptStatus.Uploaded, sent[0].Receipt?.Status);
        Assert.Equal(DataLakeError.ObjectExists, sent[1].Error?.Error);
    }

    [Fact]
    public async Task Only_so_many_are_under_way()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var files = new CostlyFiles();
        var paths = Enumerable.Range(0, 12).Select(number => files.Write($"{number}.csv", 100)).ToArray();
        var (now, most) = (0, 0);
        var allowed = new TaskCompletionSource();
        lake.Server.Faults.Add("PutObject", S3Fault.After("Counted", async (_, stop) =>
        {
            var count = Interlocked.Increment(ref now);
            Observe(count, ref most);
            if (count == 3)
            {
                allowed.TrySetResult();
            }

            // As many as are allowed come, however slow the machine is; then there is time for one more.
            await allowed.Task.WaitAsync(stop);
            await Task.Delay(20, stop);
            Interlocked.Decrement(ref now);
        }).Always());

        await AllAsync(CostlyFiles.SenderTo(lake.Open()), paths, limit: 3);

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Whoever_stops_leaves_nothing_under_way()
    {
        await using var lake = new FolderTestLake();
        using var files = new CostlyFiles();
        var paths = Enumerable.Range(0, 30).Select(number => files.Write($"{number}.csv", 1_000_000)).ToArray();

        await foreach (var _ in new RawCsvParallelSender(CostlyFiles.SenderTo(lake.Open()), limit: 4).SendAsync(paths, CancellationToken.None))
        {
            break;
        }

        Assert.Empty(lake.Leftovers);
        var there = lake.Objects.Count;
        await Task.Delay(50);
        Assert.Equal(there, lake.Objects.Count);
        Assert.InRange(there, 1, 10);
    }

    private static void Observe(int now, ref int most)
    {
        for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, now, seen) == seen)
            {
                return;
            }
        }
    }

    private static async Task<IReadOnlyList<RawCsvOutcome>> AllAsync(RawCsvSender sender, IReadOnlyList<string> paths, int limit = 6)
    {
        var all = new List<RawCsvOutcome>();
        await foreach (var sent in new RawCsvParallelSender(sender, limit).SendAsync(paths, CancellationToken.None))
        {
            all.Add(sent);
        }

        return all;
    }
}
