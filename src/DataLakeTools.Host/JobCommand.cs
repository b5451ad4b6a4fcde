using System.Runtime.InteropServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs;
using DataLakeTools.Core.Settings;

namespace DataLakeTools.Host;

/// <summary>What the command line says about a run.</summary>
internal sealed record JobCommandOptions(
    string Document, string? Lake, DateOnly? Date, string? EnvironmentFile, bool WhatIf, bool Verbose);

/// <summary>Runs one job and prints what it did.</summary>
internal static class JobCommand
{
    public static async Task<int> RunAsync(JobCommandOptions options, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await RunToEndAsync(options, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted. What was reported above is in the lake; nothing else is.");
            return ExitCode.Interrupted;
        }
        catch (DataLakeException exception)
        {
            await ConsoleReport.WriteErrorAsync(exception);
            return exception.Error is DataLakeError.InvalidJob or DataLakeError.LakeNotGiven or DataLakeError.InvalidLakeAddress or DataLakeError.InvalidEnvironmentFile
                or DataLakeError.InvalidOption ? ExitCode.BadUsage : ExitCode.Failed;
        }
    }

    private static async Task<int> RunToEndAsync(JobCommandOptions options, CancellationToken cancellationToken)
    {
        if (options.EnvironmentFile is not null)
        {
            EnvironmentFile.Apply(EnvironmentFile.Read(Path.GetFullPath(options.EnvironmentFile)));
        }

        var document = Path.GetFullPath(options.Document);
        var job = LakeJobReader.Read(document);
        var run = new LakeJobRun
        {
            SourceFolder = Path.GetDirectoryName(document)!,
            CurrentFolder = Environment.CurrentDirectory,
            Lake = options.Lake,
            Date = options.Date,
            WhatIf = options.WhatIf,
        };
        var report = new ConsoleReport(options.Verbose);
        await foreach (var result in new LakeJobRunner(report, TimeProvider.System).RunAsync(job, run, cancellationToken))
        {
            await report.AddAsync(result);
        }

        await report.CompleteAsync();
        return report.Failed == 0 ? ExitCode.Success : ExitCode.Failed;
    }
}
