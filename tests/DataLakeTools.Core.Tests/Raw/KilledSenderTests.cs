using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Costs;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Raw;

/// <summary>
/// A sender that is killed at any moment (kill -9: no handler runs, nothing is taken back), and the run after it.
/// DATALAKE_KILLS sets how often, DATALAKE_KILL_SEED where.
/// </summary>
[Collection(nameof(AloneCollection))]
public sealed class KilledSenderTests : IDisposable
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const int Part = 5 * 1024 * 1024;
    private const int SideBySide = 4;
    private const int SlowestPart = 100;

    private static readonly int Kills = Setting("DATALAKE_KILLS", 100);
    private static readonly int KillsElsewhere = Kills * 3 / 20;
    private static readonly int Seed = Setting("DATALAKE_KILL_SEED", 20220502);

    // Four parts, the last of them smaller.
    private static readonly byte[] Large = LocalFolder.Rows((3 * Part) + 100_000);
    private static readonly byte[] Small = LocalFolder.Rows(10_000);

    private readonly LocalFolder _local = new();

    public void Dispose() => _local.Dispose();

    [Fact]
    public async Task The_run_after_a_kill_ends_with_the_whole_file_once_and_says_what_it_did()
    {
        var outcomes = await RunAsync(Kills - (2 * KillsElsewhere), Large, random => KillAsync(random, Large, "UploadPart", requests: 9));

        Assert.True(outcomes.Contains("Resumed"), $"No kill met an upload under way; the moments have to be chosen anew. {string.Join(' ', outcomes)}");
    }

    [Fact]
    public async Task A_kill_during_a_single_PUT_leaves_the_whole_object_or_none() =>
        await RunAsync(KillsElsewhere, Small, random => KillAsync(random, Small, "PutObject", requests: 3));

    [Fact]
    public async Task A_kill_during_a_write_to_a_folder_leaves_the_whole_file_or_none() =>
        await RunAsync(KillsElsewhere, Large, KillInFolderAsync);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    public async Task Where_no_file_can_be_locked_nothing_is_taken_from_a_sender_that_may_be_alive(string disableLocks, int kept)
    {
        await using var lake = new FolderTestLake();
        _local.Write("movies.csv", Small);
        string theirs;
        await using (var upload = lake.Open().BeginUpload(new LakeWrite(Key, 1, WriteCondition.IfAbsent, "text/csv")))
        {
            await upload.SubmitAllAsync([1]);
            theirs = Assert.Single(lake.Leftovers);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(theirs)!);
        await File.WriteAllBytesAsync(theirs, [1]);
        File.SetLastWriteTimeUtc(theirs, DateTime.UtcNow.AddHours(-1));

        var (exitCode, _, told) = await FinishAsync(WriteJob(lake.Root, endpoint: null), theirs, disableLocks);

        Assert.True(exitCode == 0, told);
        Assert.Equal(Small, lake.Objects[Key]);
        Assert.True(lake.Leftovers.Count == kept, told);
    }

    private async Task<IReadOnlyCollection<string>> RunAsync(int kills, byte[] content, Func<Random, Task<string>> killAndRun)
    {
        _local.Write("movies.csv", content);
        var outcomes = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, kills),
            new ParallelOptions { MaxDegreeOfParallelism = SideBySide },
            async (round, _) => outcomes.Add(await killAndRun(new Random(Seed + round))));
        Assert.Equal(kills, outcomes.Count);
        return outcomes;
    }

    private async Task<string> KillAsync(Random random, byte[] content, string operation, int requests)
    {
        // By what the server has seen rather than by the clock, which a busy machine makes meaningless.
        var request = random.Next(1, requests + 1);
        var moment = random.Next(SlowestPart);
        await using var lake = await S3TestLake.StartAsync();
        var job = WriteJob(lake.Address.ToString(), lake.Server.Endpoint);

        // Parts come in any order, each in its own time.
        var seed = random.Next();
        var slow = lake.Server.Faults.Add(
            found => found.Operation == operation && IsOfTheFile(found.Key),
            S3Fault.Before("Slow", (found, cancellation) => Task.Delay(new Random(seed + (found.PartNumber ?? 0)).Next(SlowestPart), cancellation)).Always());
        using (var killed = Start(job))
        {
            while (lake.Server.Requests.Count < request && !killed.HasExited)
            {
                await Task.Delay(1);
            }

            await Task.Delay(moment);
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        lake.Server.Faults.Remove(slow);
        await lake.Server.SettleAsync();
        var wasThere = Published(lake).Count == 1;
        var partsThere = lake.Server.OpenUploads.Sum(upload => upload.Parts.Count);
        var before = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, killed {moment} ms after request {request} with {partsThere} parts and {Published(lake).Count} objects there");
        Assert.True(Published(lake).Values.All(found => found.AsSpan().SequenceEqual(content)), before);
        lake.Server.Requests.Clear();

        var (exitCode, output, told) = await FinishAsync(job, before);
        var sent = lake.Server.Requests.Of(operation).Where(found => IsOfTheFile(found.Key)).Sum(found => found.BodyLength);
        var status = wasThere ? "Unchanged" : partsThere > 0 ? "Resumed" : "Uploaded";
        Assert.True(exitCode == 0, told);
        Assert.True(Published(lake).Count == 1 && Published(lake)[Key].AsSpan().SequenceEqual(content), told);
        Assert.True(lake.Leftovers.Count == 0, told);
        Assert.True(output.StartsWith(status, StringComparison.Ordinal), told);
        Assert.True(output.Contains(string.Create(CultureInfo.InvariantCulture, $"{sent:N0} bytes sent"), StringComparison.Ordinal), $"{sent} bytes came\n{told}");
        return status;
    }

    private async Task<string> KillInFolderAsync(Random random)
    {
        await using var lake = new FolderTestLake();
        var job = WriteJob(lake.Root, endpoint: null);
        var moment = random.Next(60);
        using (var killed = Start(job))
        {
            // From the first trace in the folder: before it there is nothing that could be left.
            while (!Directory.Exists(lake.Root) && !killed.HasExited)
            {
                await Task.Delay(1);
            }

            await Task.Delay(moment);
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        var before = string.Create(CultureInfo.InvariantCulture, $"killed after {moment} ms with {Published(lake).Count} objects and {lake.Leftovers.Count} leftovers there");
        Assert.True(Published(lake).Values.All(found => found.AsSpan().SequenceEqual(Large)), before);
        var status = Published(lake).Count == 1 ? "Unchanged" : "Uploaded";

        var (exitCode, output, told) = await FinishAsync(job, before);
        Assert.True(exitCode == 0 && output.StartsWith(status, StringComparison.Ordinal), told);
        Assert.True(Published(lake).Count == 1 && Published(lake)[Key].AsSpan().SequenceEqual(Large), told);

        // What a killed write has hidden is found and can be cleared.
        var store = lake.Open();
        await foreach (var left in store.ListUnfinishedAsync(CancellationToken.None))
        {
            Assert.True(await store.RemoveUnfinishedAsync(left, CancellationToken.None), told);
        }

        Assert.True(lake.Leftovers.Count == 0, told);
        return status;
    }

    // A run also writes a report of itself into the lake.
    private static bool IsOfTheFile(string key) => key.EndsWith(".csv", StringComparison.Ordinal);

    private static Dictionary<string, byte[]> Published(TestLake lake) =>
        lake.Objects.Where(found => IsOfTheFile(found.Key)).ToDictionary(found => found.Key, found => found.Value);

    private string WriteJob(string lake, Uri? endpoint) => _local.Write($"{Guid.NewGuid():N}.json", JsonSerializer.Serialize(new
    {
        lake,
        endpointUrl = endpoint,
        date = "2022-05-02",
        steps = new[] { new { type = "SendCsv", path = "movies.csv", partSize = Part } },
    }));

    private static async Task<(int ExitCode, string Output, string Told)> FinishAsync(string job, string before, string disableLocks = "0")
    {
        using var run = Start(job, disableLocks);
        var error = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return (run.ExitCode, output, $"{before}\n{output}\n{await error}");
    }

    private static Process Start(string job, string disableLocks = "0") => Process.Start(new ProcessStartInfo("dotnet", [Host(), "run", job])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = disableLocks },
        WorkingDirectory = Path.GetDirectoryName(job)!,
    })!;

    private static string Host([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(thisFile)!,
        "../../../src/DataLakeTools.Host/bin",
        typeof(KilledSenderTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration,
        "net10.0/datalake.dll"));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : otherwise;
}
