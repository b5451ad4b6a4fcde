using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.TestServers.S3;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Core.Tests.Jobs;

/// <summary>
/// A job that fetches titles, killed again and again at any moment (kill -9), and the run after that.
/// DATALAKE_JOB_KILLS sets how often (100 unless given), DATALAKE_KILL_SEED where.
/// </summary>
public sealed class KilledJobTests
{
    private const int KillsInARow = 10;
    private const int Titles = 240;
    private const int IdsAsked = 280;
    private const int LastMoment = 600;

    private static readonly int Kills = Setting("DATALAKE_JOB_KILLS", 100);
    private static readonly int Seed = Setting("DATALAKE_KILL_SEED", 20220502);

    [Fact]
    public async Task After_any_kills_the_next_run_ends_with_every_title_in_exactly_one_file()
    {
        await using var tmdb = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = Titles, Latency = TimeSpan.FromMilliseconds(2) });
        var random = new Random(Seed);
        var (killed, kept) = (0, 0L);
        for (var series = 0; killed < Kills && series < Kills; series++)
        {
            var (kills, titles) = await KillAndRunAsync(tmdb, random, series);
            (killed, kept) = (killed + kills, kept + titles);
        }

        Assert.True(killed >= Kills && kept > 0, $"{killed} kills, {kept} titles kept: No kill met a job under way; the moments have to be chosen anew.");
    }

    [SkippableFact]
    public async Task A_killed_run_whose_parent_has_not_asked_after_it_is_carried_on_at_once()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux is known to list dead processes in /proc.");
        await using var tmdb = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = Titles, Latency = TimeSpan.FromMinutes(1) });
        await using var lake = new FolderTestLake();
        using var local = new LocalFolder();
        var job = WriteJob(lake, local, isByIds: false);

        // The shell becomes a program that never asks after its children.
        using var parent = Start(tmdb, job, "sh", "-c", "\"$@\" >/dev/null & echo $!; exec sleep 600 >/dev/null", "sh");
        try
        {
            var id = int.Parse((await parent.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            while (!lake.Checkpoints().Any())
            {
                await Task.Delay(5);
            }

            using (var killed = Process.GetProcessById(id))
            {
                killed.Kill();
            }

            while (!(await File.ReadAllTextAsync($"/proc/{id}/stat")).Contains(") Z ", StringComparison.Ordinal))
            {
                await Task.Delay(5);
            }

            tmdb.Options.Latency = TimeSpan.Zero;

            using var run = Start(tmdb, job);
            var output = run.StandardOutput.ReadToEndAsync();
            var error = await run.StandardError.ReadToEndAsync();
            await run.WaitForExitAsync();

            Assert.True(run.ExitCode == 0, $"{await output}\n{error}");
            Assert.Equal(Wanted(tmdb, isByIds: false), lake.Ids().Order());
        }
        finally
        {
            parent.Kill();
        }
    }

    // Lakes and ways to name titles take turns: S3 and folder, by traits and by ids of which TMDB does not know every sixth.
    private static async Task<(int Kills, long Kept)> KillAndRunAsync(TmdbServer tmdb, Random random, int series)
    {
        TestLake lake = series % 2 == 0 ? await S3TestLake.StartAsync() : new FolderTestLake();
        await using (lake)
        {
            using var local = new LocalFolder();
            var isByIds = series / 2 % 2 == 1;
            var job = WriteJob(lake, local, isByIds);
            if (lake is S3TestLake s3)
            {
                var seed = random.Next();
                s3.Server.Faults.Add(
                    request => request.Operation is "PutObject" or "DeleteObject",
                    S3Fault.Before("Slow", (request, cancellation) => Task.Delay(new Random(seed + s3.Server.Requests.Count).Next(20), cancellation)).Always());
            }

            // The run that comes to its end, be it because its moment came too late, ends the series.
            var moments = new List<int>();
            using var run = await KillAsync(tmdb, lake, job, random, moments);
            var output = run.StandardOutput.ReadToEndAsync();
            var error = await run.StandardError.ReadToEndAsync();
            await run.WaitForExitAsync();

            var said = await output;
            var told = string.Create(CultureInfo.InvariantCulture, $"series {series}, exit code {run.ExitCode}, killed after {string.Join(", ", moments)} ms\n{said}\n{error}");
            Assert.True(run.ExitCode == (isByIds ? 1 : 0), told);
            var ids = lake.Ids().Order().ToList();
            Assert.True(ids.Distinct().Count() == ids.Count, $"twice: {string.Join(", ", ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key))}\n{told}");
            Assert.True(Wanted(tmdb, isByIds).SequenceEqual(ids), $"{ids.Count} titles\n{told}");
            Assert.True(lake.Leftovers.Count == 0, $"{string.Join("\n", lake.Leftovers)}\n{told}");
            Assert.True(!lake.Checkpoints().Any(), told);
            return (moments.Count, lake.Reports()[^1].GetProperty("titlesKept").GetInt64());
        }
    }

    private static async Task<Process> KillAsync(TmdbServer tmdb, TestLake lake, string job, Random random, List<int> moments)
    {
        while (true)
        {
            var run = Start(tmdb, job);
            if (moments.Count == KillsInARow)
            {
                return run;
            }

            var moment = random.Next(LastMoment);
            moments.Add(moment);
            await BeginsAsync(run, lake, tmdb);
            await Task.WhenAny(run.WaitForExitAsync(), Task.Delay(moment));
            if (run.HasExited)
            {
                return run;
            }

            run.Kill();
            await run.WaitForExitAsync();
            run.Dispose();
            Assert.All(lake.DataKeys(), key => JsonDocument.Parse(lake.Objects[key]).Dispose());
            if (lake is S3TestLake s3)
            {
                await s3.Server.SettleAsync();
            }
        }
    }

    private static IEnumerable<int> Wanted(TmdbServer tmdb, bool isByIds) =>
        tmdb.Catalogue.Movies.Select(movie => movie.Id).Where(id => !isByIds || id <= IdsAsked).Order();

    private static string WriteJob(TestLake lake, LocalFolder local, bool isByIds)
    {
        var step = new Dictionary<string, object> { ["type"] = "FetchMovies", ["maxRecords"] = 5 };
        if (isByIds)
        {
            step["id"] = Enumerable.Range(1, IdsAsked);
        }
        else
        {
            step["all"] = true;
        }

        var document = new Dictionary<string, object>
        {
            ["lake"] = lake.Address.ToString(),
            ["date"] = "2022-05-02",
            ["tmdb"] = new { requestsPerSecond = 1000 },
            ["steps"] = new[] { step },
        };
        if (lake is S3TestLake s3)
        {
            document["endpointUrl"] = s3.Server.Endpoint;
        }

        return local.Write("job.json", JsonSerializer.Serialize(document));
    }

    // Whatever comes first: a request to S3, or one to TMDB.
    private static async Task BeginsAsync(Process run, TestLake lake, TmdbServer tmdb)
    {
        int Seen() => tmdb.Log.Count + ((lake as S3TestLake)?.Server.Requests.Count ?? 0);
        for (var before = Seen(); Seen() == before && !run.HasExited;)
        {
            await Task.Delay(2);
        }
    }

    private static Process Start(TmdbServer tmdb, string job, params string[] parent)
    {
        string[] words = [.. parent, "dotnet", Host(), "run", job];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(job)!,
        };
        start.Environment["TMDB_TOKEN"] = tmdb.Options.Token;
        start.Environment["TMDB_ENDPOINT"] = tmdb.Endpoint.ToString();
        return Process.Start(start)!;
    }

    private static string Host([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(thisFile)!,
        "../../../src/DataLakeTools.Host/bin",
        typeof(KilledJobTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration,
        "net10.0/datalake.dll"));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : otherwise;
}
