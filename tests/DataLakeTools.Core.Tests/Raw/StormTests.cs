using System.Globalization;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.TestServers.S3;
using Xunit.Abstractions;

namespace DataLakeTools.Core.Tests.Raw;

/// <summary>
/// A server that asks half of all requests to slow down, for as long as DATALAKE_STORM_SECONDS says, while files small
/// and large are sent side by side.
/// </summary>
public sealed class StormTests(ITestOutputHelper log)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("DATALAKE_STORM_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 1);

    [Fact]
    public async Task Every_file_of_a_storm_arrives_once()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        var contents = new[] { LocalFolder.Rows(10_000), LocalFolder.Rows((2 * S3TestLake.PartSize) + 1000) };
        var storm = lake.Server.Faults.Add(_ => true, S3Fault.SlowDown().WithProbability(0.5, seed: 7));
        var store = lake.Open();
        var until = DateTime.UtcNow + Length;
        var sent = 0;
        var tasks = Enumerable.Range(0, 4).Select(async _ =>
        {
            var receipts = new List<Receipt>();
            do
            {
                var number = Interlocked.Increment(ref sent);
                var path = local.Write($"f{number}.csv", contents[number % 2]);
                receipts.Add(await new RawCsvSender(store, new RawCsvOptions { Date = new DateOnly(2022, 5, 2) }, lake.Reporter, TimeProvider.System)
                    .SendAsync(path, CancellationToken.None));
                File.Delete(path);
            }
            while (DateTime.UtcNow < until);
            return receipts;
        }).ToList();

        var all = (await Task.WhenAll(tasks)).SelectMany(receipts => receipts).ToList();

        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Count} files, {lake.Server.Requests.Count} requests, {storm.Strikes} of them asked to slow down, in {Length}"));
        Assert.All(all, receipt => Assert.Equal((ReceiptStatus.Uploaded, true), (receipt.Status, receipt.Verified)));
        Assert.Equal(all.Select(receipt => receipt.Key).Order(StringComparer.Ordinal), lake.Objects.Keys.Order(StringComparer.Ordinal));
        Assert.All(all, receipt => Assert.Equal(contents[int.Parse(Path.GetFileNameWithoutExtension(receipt.Source!)[1..], CultureInfo.InvariantCulture) % 2], lake.Objects[receipt.Key]));
        Assert.Empty(lake.Leftovers);
        Assert.True(storm.Strikes > 0);
    }
}
