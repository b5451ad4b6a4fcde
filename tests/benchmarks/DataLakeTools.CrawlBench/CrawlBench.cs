using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.CrawlBench;

/// <summary>
/// Crawls a stand-in at 100 ms latency, in a process of its own, that allows so many requests in any second; and beside
/// it the way of the common scripts: one title at a time, details, then keywords, then credits.
/// </summary>
internal static class CrawlBench
{
    private const string Token = "token-of-the-benchmark";

    public static async Task RunAsync(int titles, int rate, int commonTitles)
    {
        using var server = Start(titles, rate);
        try
        {
            var endpoint = new Uri((await server.StandardOutput.ReadLineAsync())!);
            var options = new TmdbClientOptions { Endpoint = endpoint, Token = Token, RequestsPerSecond = rate };
            var most = await CrawlAsync(options, rate);
            if (commonTitles > 0)
            {
                await CommonWayAsync(options, Math.Min(titles, commonTitles), rate, most);
            }
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static async Task<int> CrawlAsync(TmdbClientOptions options, int rate)
    {
        using var client = new TmdbClient(options);
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var records = 0;
        var titles = client.DiscoverAllAsync(new TmdbMovieQuery(), new TmdbCrawlReport(), detailsFollow: true);
        await foreach (var result in client.GetDetailsAsync(titles, ["keywords", "credits", "external_ids"]))
        {
            records += result.IsRecord ? 1 : 0;
        }

        watch.Stop();
        using var self = Process.GetCurrentProcess();
        var most = await MaxPerSecondAsync(options.Endpoint);
        Report("DataLakeTools", records, client.Statistics, watch.Elapsed, rate, most);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {(self.TotalProcessorTime - before) / watch.Elapsed:P1} of a core, peak {self.PeakWorkingSet64 / 1048576.0:F0} MB"));
        return most;
    }

    private static async Task CommonWayAsync(TmdbClientOptions options, int titles, int rate, int most)
    {
        using var finder = new TmdbClient(options);
        var found = new List<int>();
        await foreach (var result in finder.DiscoverAllAsync(new TmdbMovieQuery(), new TmdbCrawlReport()))
        {
            found.Add(result.Record!.Id);
            if (found.Count == titles)
            {
                break;
            }
        }

        using var client = new TmdbClient(options);
        var watch = Stopwatch.StartNew();
        foreach (var id in found)
        {
            foreach (var part in new[] { "", "/keywords", "/credits" })
            {
                await foreach (var _ in client.GetPathAsync(new TmdbPathQuery($"movie/{id}{part}")))
                {
                }
            }
        }

        Report("one title at a time, three requests each", found.Count, client.Statistics, watch.Elapsed, rate, most);
    }

    private static async Task<int> MaxPerSecondAsync(Uri endpoint)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return int.Parse(await http.GetStringAsync(new Uri(endpoint, "/control/rate")), CultureInfo.InvariantCulture);
    }

    private static Process Start(int titles, int rate)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var word in (string[])
            [typeof(TmdbServer).Assembly.Location, "tmdb", "--movies", $"{titles}", "--rate", $"{rate}", "--latency", "100", "--token", Token])
        {
            start.ArgumentList.Add(word);
        }

        return Process.Start(start)!;
    }

    private static void Report(string who, int titles, TmdbStatistics statistics, TimeSpan time, int allowed, int most)
    {
        var rate = statistics.Requests / time.TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{who}: {titles} titles in {time.TotalSeconds:F1} s = {titles / time.TotalSeconds:F1} titles/s; {statistics}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {rate:F2} requests/s = {rate / allowed:P1} of the allowed rate; most in any second at the server: {most}"));
    }
}
