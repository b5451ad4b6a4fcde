using System.Diagnostics;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.CrawlBench;

/// <summary>
/// Crawls a stand-in that allows 40 requests a second at 100 ms latency, and beside it the way of the common scripts:
/// one title at a time, details, then keywords, then credits.
/// </summary>
internal static class CrawlBench
{
    private const int Rate = 40;

    public static async Task RunAsync(int titles)
    {
        await using TmdbServer server = await TmdbServer.StartAsync(new TmdbServerOptions
        {
            Movies = titles,
            RequestsPerSecond = Rate,
            Latency = TimeSpan.FromMilliseconds(100),
        });
        var options = new TmdbClientOptions { Endpoint = server.Endpoint, Token = server.Options.Token };

        using (var client = new TmdbClient(options))
        {
            var watch = Stopwatch.StartNew();
            long largest = 0;
            int records = 0;
            await foreach (TmdbResult result in client.DiscoverAllDetailsAsync(
                new TmdbMovieQuery(), new TmdbCrawlReport(), ["keywords", "credits", "external_ids"]))
            {
                records += result.IsRecord ? 1 : 0;
                if (records % 200 == 0)
                    largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true));
            }

            Report("DataLakeTools", records, client.Statistics, watch.Elapsed, server);
            Console.WriteLine($"  largest live heap {largest / 1e6:F1} MB (the stand-in's catalogue included)");
        }

        using var common = new TmdbClient(options);
        int few = Math.Min(titles, 200);
        var slow = Stopwatch.StartNew();
        foreach (TmdbTitle title in server.Catalogue.Movies.Take(few))
        {
            foreach (string part in new[] { "", "/keywords", "/credits" })
            {
                await foreach (TmdbResult _ in common.GetPathAsync(new TmdbPathQuery($"movie/{title.Id}{part}")))
                {
                }
            }
        }

        Report("one title at a time, three requests each", few, common.Statistics, slow.Elapsed, server);
    }

    private static void Report(string who, int titles, TmdbStatistics statistics, TimeSpan time, TmdbServer server)
    {
        double rate = statistics.Requests / time.TotalSeconds;
        Console.WriteLine($"{who}: {titles} titles in {time.TotalSeconds:F1} s = {titles / time.TotalSeconds:F1} titles/s; {statistics}");
        Console.WriteLine($"  {rate:F2} requests/s = {rate / Rate:P1} of the allowed rate; most in any second at the server: {server.MostPerSecond}");
    }
}
