using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Logging;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Settings;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Host.Commands;

/// <summary>Runs one job and prints what it did.</summary>
/// <param name="options">The options of the command line.</param>
internal sealed class RunCommand(RunOptions options)
{
    private const string S3Scheme = "s3://";

    private static readonly RunAdviceWords Words = new();

    private readonly ResultOutput _output = ResultOutput.OfProcess();
    private readonly ILog _log = Log.Open(options.LogFormat, options.Verbose, TimeProvider.System, Words);

    /// <summary>Runs it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var signals = new StopSignals(cancellationToken);
        try
        {
            var (job, runOptions) = await ReadJobAsync(signals.Token);
            return options.WhatIf
                ? await PlanAsync(job, runOptions, signals.Token)
                : await WriteSummaryAsync(await RunToEndAsync(job, runOptions, signals.Token), signals.Token);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            _log.Write(new LogEntry(LogLevel.Warn, options.WhatIf ? "Interrupted. Nothing was sent." : "Interrupted. What was reported above is in the lake, and more may be: run again, and what is there stays."));
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (WorkFailure.IsNeitherStopNorFatal(exception, signals.Token))
        {
            var failure = WorkFailure.Of(exception);
            _log.Write(LogEntry.Of(failure));
            return ExitCode.Of(failure.Error);
        }
    }

    private async Task<(LakeJob Job, LakeJobRunOptions Options)> ReadJobAsync(CancellationToken cancellationToken)
    {
        if (options.EnvironmentFile is not null)
        {
            EnvironmentFile.Apply(EnvironmentFile.Read(Path.GetFullPath(options.EnvironmentFile)));
        }

        var isInBucket = options.Document.StartsWith(S3Scheme, StringComparison.OrdinalIgnoreCase);
        var (job, baseFolder) = isInBucket
            ? (await ReadFromLakeAsync(options.Document, cancellationToken), Environment.CurrentDirectory)
            : (LakeJobReader.Read(Path.GetFullPath(options.Document)), Path.GetDirectoryName(Path.GetFullPath(options.Document))!);
        return (job.SelectSteps(options.Steps), new LakeJobRunOptions
        {
            BaseFolder = baseFolder,
            DocumentAddress = isInBucket ? options.Document : null,
            CurrentFolder = Environment.CurrentDirectory,
            Lake = options.Lake,
            Date = options.Date,
            NoResume = options.NoResume,
            Name = Path.GetFileNameWithoutExtension(options.Document),
            StoreOptions = Terminal.StoreOptionsWithMfaPrompt,
        });
    }

    // The plan of Invoke-LakeJob -WhatIf: made of the document and of its files; no request is sent.
    private async Task<int> PlanAsync(LakeJob job, LakeJobRunOptions runOptions, CancellationToken cancellationToken)
    {
        var (plan, failures) = LakeJobPlanner.Plan(job, runOptions, TimeProvider.System, cancellationToken);
        foreach (var failure in failures)
        {
            _log.Write(LogEntry.Of(failure));
        }

        if (options.LogFormat == LogFormat.Json)
        {
            await _output.WriteLineAsync(JsonSerializer.Serialize(plan, HostJson.Instance.LakeJobPlan), cancellationToken);
        }

        foreach (var line in PlanLines.Of(plan))
        {
            await WriteTextAsync(line, cancellationToken);
        }

        return failures.Count > 0 ? ExitCode.Failed : ExitCodeAfterOutput(ExitCode.Success);
    }

    private async Task<RunSummary> RunToEndAsync(LakeJob job, LakeJobRunOptions runOptions, CancellationToken cancellationToken)
    {
        var execution = new JobExecution(_log, TimeProvider.System, Words)
        {
            Deadline = TimeProvider.System.GetUtcNow() + options.TimeLimit,
            OnResult = result => ResultLine.Of(result) is { } line ? WriteTextAsync(line, cancellationToken) : Task.CompletedTask,
        };
        await execution.RunAsync(job, runOptions, isHandledByCaller: null, cancellationToken);
        return execution.Summary;
    }

    private async Task<LakeJob> ReadFromLakeAsync(string document, CancellationToken cancellationToken)
    {
        var address = LakeAddress.Parse(document);
        await using var store = LakeStore.Open(address.WithoutPrefix, Terminal.StoreOptionsWithMfaPrompt, new LogReporter(_log));
        return (address.Prefix.Length == 0 ? null : await LakeJobReader.ReadAsync(store, address.Prefix, cancellationToken)) ?? throw new DataLakeException(
            DataLakeError.InvalidJob, $"There is no job document '{document}'.", "Check the address, as s3://bucket/jobs/nightly.json, or put the document there.", document);
    }

    private async Task<int> WriteSummaryAsync(RunSummary summary, CancellationToken cancellationToken)
    {
        await WriteTextAsync(summary.Message, cancellationToken);
        if (summary is { Status: RunStatus.Failed, WhatNext: { } next })
        {
            await WriteTextAsync(next, cancellationToken);
        }

        if (options.LogFormat == LogFormat.Json)
        {
            await _output.WriteLineAsync(JsonSerializer.Serialize(summary, HostJson.Instance.RunSummary), cancellationToken);
        }

        return ExitCodeAfterOutput(summary.Status switch
        {
            RunStatus.Succeeded => ExitCode.Success,
            RunStatus.Incomplete => ExitCode.Incomplete,
            _ => ExitCode.Failed,
        });
    }

    // Lines that were lost turn success into failure.
    private int ExitCodeAfterOutput(int exitCode)
    {
        if (_output.Failure is not { } failure)
        {
            return exitCode;
        }

        _log.Write(new LogEntry(LogLevel.Error, $"The output could not be written: {failure.Message}")
        {
            Error = nameof(DataLakeError.OutputFailed),
            Advice = "Make room, or send the output elsewhere. The lake has everything that the run did.",
        });
        return exitCode == ExitCode.Success ? ExitCode.Failed : exitCode;
    }

    // With the JSON log the results are in the log, and the output has the summary only.
    private Task WriteTextAsync(string line, CancellationToken cancellationToken) =>
        options.LogFormat == LogFormat.Text ? _output.WriteLineAsync(line, cancellationToken) : Task.CompletedTask;
}
