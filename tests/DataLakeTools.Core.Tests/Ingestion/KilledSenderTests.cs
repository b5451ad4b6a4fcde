using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Ingestion;

/// <summary>
/// A sender that is killed at any moment (kill -9: no handler runs, nothing is taken back), and the run after it.
/// DATALAKE_KILLS sets how often, DATALAKE_KILL_SEED where.
/// </summary>
public sealed class KilledSenderTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private static readonly int Kills = Setting("DATALAKE_KILLS", 10);
    private static readonly int Seed = Setting("DATALAKE_KILL_SEED", 20220502);

    // Five parts of 8 MiB, the last of them smaller.
    private static readonly byte[] Large = LocalFolder.Rows(40_000_000);

    [Fact]
    public async Task The_run_after_a_kill_ends_with_the_whole_file_once_and_says_what_it_did()
    {
        var random = new Random(Seed);
        var resumed = 0;
        for (var round = 0; round < Kills; round++)
        {
            var moment = TimeSpan.FromMilliseconds(random.Next(900));
            resumed += await KillAndRunAsync(random.Next(), moment) ? 1 : 0;
        }

        Assert.True(resumed > 0, "No kill met an upload under way; the moments have to be chosen anew.");
    }

    private static async Task<bool> KillAndRunAsync(int seed, TimeSpan moment)
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        local.Write("movies.csv", Large);
        var job = local.Write("job.json", JsonSerializer.Serialize(new
        {
            lake = lake.Address.ToString(),
            endpointUrl = lake.Server.Endpoint,
            date = "2022-05-02",
            steps = new[] { new { type = "SendCsv", path = "movies.csv" } },
        }));

        // Parts come in any order, each in its own time.
        var slow = lake.Server.Faults.Add(
            request => request.Operation == "UploadPart",
            S3Fault.Before("Slow", (request, cancellation) => Task.Delay(new Random(seed + (request.PartNumber ?? 0)).Next(700), cancellation)).Always());
        using (var killed = Start(job))
        {
            while (lake.Server.Requests.Count == 0 && !killed.HasExited) await Task.Delay(1);
            await Task.Delay(moment);
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        lake.Server.Faults.Remove(slow);
        await SettleAsync(lake);
        var wasThere = lake.Objects.Count == 1;
        var partsThere = lake.Server.OpenUploads.Sum(upload => upload.Parts.Count);
        lake.Server.Requests.Clear();

        using var run = Start(job);
        var output = await run.StandardOutput.ReadToEndAsync();
        var error = await run.StandardError.ReadToEndAsync();
        await run.WaitForExitAsync();

        var told = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, killed after {moment.TotalMilliseconds} ms with {partsThere} parts there\n{output}\n{error}");
        Assert.True(run.ExitCode == 0, told);
        Assert.True(lake.Objects.Count == 1 && lake.Objects[Key].AsSpan().SequenceEqual(Large), told);
        Assert.True(lake.Leftovers.Count == 0, told);
        var sent = lake.Server.Requests.Of("UploadPart").Sum(request => request.BodyLength);
        var status = wasThere ? "Unchanged" : partsThere > 0 ? "Resumed" : "Uploaded";
        Assert.True(output.StartsWith(status, StringComparison.Ordinal), told);
        Assert.True(output.Contains(string.Create(CultureInfo.InvariantCulture, $"{sent:N0} bytes sent"), StringComparison.Ordinal), $"{sent} bytes came\n{told}");
        return status == "Resumed";
    }

    // What the killed sender had handed to the network may still arrive: the slowest part takes 700 ms.
    private static async Task SettleAsync(S3TestLake lake)
    {
        var deadline = DateTime.UtcNow.AddMilliseconds(1500);
        while (lake.Server.Requests.Any(request => request.Answered is null) && DateTime.UtcNow < deadline) await Task.Delay(50);
    }

    private static Process Start(string job) => Process.Start(new ProcessStartInfo("dotnet", [Host(), "run", job])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
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
