using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Tests.Storage.S3;

namespace DataLakeTools.Core.Tests.Costs;

/// <summary>What a file costs in requests: what S3 charges for, and what a long way to it is paid in.</summary>
public sealed class RequestCountTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task A_small_file_is_one_look_and_one_PUT()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var files = new CostlyFiles();

        await CostlyFiles.SenderTo(lake.Open()).SendAsync(files.Write("movies.csv", 20_000), CancellationToken.None);

        Assert.Equal(["HeadBucket", "HeadObject", "PutObject"], Operations(lake));
    }

    [Fact]
    public async Task A_lake_is_looked_for_once_whatever_is_sent()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var files = new CostlyFiles();
        var paths = Enumerable.Range(0, 20).Select(number => files.Write($"{number}.csv", 1000)).ToArray();

        await foreach (var sent in new RawCsvParallelSender(CostlyFiles.SenderTo(lake.Open()), limit: 6).SendAsync(paths, CancellationToken.None))
        {
            Assert.Null(sent.Error);
        }

        Assert.Equal(
            new Dictionary<string, int> { ["HeadBucket"] = 1, ["HeadObject"] = 20, ["PutObject"] = 20 },
            Operations(lake).CountBy(operation => operation).ToDictionary());
    }

    [Fact]
    public async Task A_large_file_is_its_parts_and_five_more()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var files = new CostlyFiles();

        await CostlyFiles.SenderTo(lake.Open()).SendAsync(files.Write("movies.csv", 22 * MiB), CancellationToken.None);

        Assert.Equal(
            new Dictionary<string, int> { ["HeadBucket"] = 1, ["HeadObject"] = 2, ["ListMultipartUploads"] = 1, ["CreateMultipartUpload"] = 1, ["UploadPart"] = 5, ["CompleteMultipartUpload"] = 1 },
            Operations(lake).CountBy(operation => operation).ToDictionary());
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(22 * MiB)]
    public async Task A_file_that_is_there_is_one_look(int size)
    {
        await using var lake = await S3TestLake.StartAsync();
        using var files = new CostlyFiles();
        var path = files.Write("movies.csv", size);
        var sender = CostlyFiles.SenderTo(lake.Open());
        await sender.SendAsync(path, CancellationToken.None);
        var before = lake.Server.Requests.Count;

        Assert.Equal(ReceiptStatus.Unchanged, (await sender.SendAsync(path, CancellationToken.None)).Status);

        Assert.Equal(["HeadObject"], Operations(lake).Skip(before));
    }

    private static IEnumerable<string> Operations(S3TestLake lake) => lake.Server.Requests.Select(request => request.Operation);
}
