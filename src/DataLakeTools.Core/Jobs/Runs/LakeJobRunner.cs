using System.Diagnostics;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Checkpoints;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Runs jobs, step by step; a step that fails does not stop the others. Every run that writes ends with a report in the lake; of one that comes to its end it is the last result, too.</summary>
/// <param name="reporter">Receives verbose messages and warnings.</param>
/// <param name="clock">Dates, durations and the deadline.</param>
public sealed class LakeJobRunner(IReporter reporter, TimeProvider clock)
{
    private static readonly TimeSpan StoppedReportTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs a job.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="options">What the call sets beside the document.</param>
    /// <param name="cancellationToken">Stops the run; what was published by then stays, and the report says that it was stopped.</param>
    /// <returns>One result for every file and every error, in the order of the document; one for a step that is skipped; at last the report.</returns>
    /// <exception cref="DataLakeException">The job cannot start: no lake was named, it cannot be opened, another run holds it, or its checkpoint cannot be read.</exception>
    public async IAsyncEnumerable<LakeJobEvent> RunAsync(
        LakeJob job, LakeJobRunOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(options);
        var settings = new RunSettings(job, options);
        var address = settings.FindLake();
        var recorder = new LakeJobRecorder(settings.Name, settings.Date, job.Steps, address, clock, settings.StartsOver);
        using var timeLimit = new RunTimeLimit(options.Deadline, clock, cancellationToken);
        LakeJobReport? reported = null;
        var isTold = false;
        var notifier = job.Notify is { } notify && !settings.WhatIf ? new JobNotifier(notify, settings.BaseFolder, reporter) : null;
        var stores = new RunStores(address, reporter, options.WrapStore);

        // A lake that cannot be opened is no failure of a step.
        _ = stores.Of(settings.StoreOptions);
        var span = JobTelemetry.Begin(recorder.RunIdentity);
        JobCheckpoint? checkpoint = null;
        try
        {
            checkpoint = await OpenCheckpointAsync(settings, stores, recorder, timeLimit).ConfigureAwait(false);
            var results = StepsAsync(job, settings, stores, checkpoint, recorder, timeLimit, span, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (results.ConfigureAwait(false))
            {
                while (await NextAsync(results, recorder, timeLimit).ConfigureAwait(false))
                {
                    yield return results.Current;
                }
            }

            var (report, failure) = await ReportAsync(recorder.Report(recorder.Status), settings, stores, timeLimit.TimeToReport, cancellationToken).ConfigureAwait(false);
            reported = report;

            // Only after the report is written: if the process is killed before that, the checkpoint still says that the run was interrupted.
            if (checkpoint is not null)
            {
                await checkpoint.EndAsync(recorder.IsAllDone, cancellationToken).ConfigureAwait(false);
            }

            // Before the last results: a caller may stop reading at any of them, and what comes after would not be done.
            await (notifier?.NotifyAsync(report, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            isTold = true;
            if (failure is not null)
            {
                yield return new LakeJobEvent(string.Empty, Receipt: null, failure);
            }

            yield return new LakeJobEvent(string.Empty, Receipt: null, Error: null) { Report = report };
        }
        finally
        {
            // Canceled, or ended by an exception: the caller reads no more results, but the report still goes to the lake.
            if (!isTold)
            {
                await TellOfStopAsync(reported, recorder, settings, stores, notifier).ConfigureAwait(false);
            }

            if (checkpoint is not null)
            {
                await checkpoint.DisposeAsync().ConfigureAwait(false);
            }

            await stores.DisposeAsync().ConfigureAwait(false);
            JobTelemetry.End(span, reported ?? recorder.ReportOfStop());
        }
    }

    private async Task<JobCheckpoint?> OpenCheckpointAsync(
        RunSettings settings, RunStores stores, LakeJobRecorder recorder, RunTimeLimit timeLimit)
    {
        if (settings.WhatIf || !settings.WillFetch)
        {
            return null;
        }

        try
        {
            return await JobCheckpoint.OpenAsync(
                stores.OpenWithOwnThrottle(settings.StoreOptions), recorder.RunIdentity, settings.CheckpointScope, settings.StartsOver, reporter, clock, timeLimit.RunningWorkToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeLimit.IsTimeUp)
        {
            // No step begins any more, and the run ends as incomplete.
            return null;
        }
        catch (Exception exception)
        {
            recorder.AddException(exception, timeLimit.RunningWorkToken);
            throw;
        }
    }

    private async IAsyncEnumerable<LakeJobEvent> StepsAsync(
        LakeJob job,
        RunSettings settings,
        RunStores stores,
        JobCheckpoint? checkpoint,
        LakeJobRecorder recorder,
        RunTimeLimit timeLimit,
        Activity? jobSpan,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var tmdb = new RunTmdb(settings, reporter);
        foreach (var step in job.Steps)
        {
            if (timeLimit.IsTimeUp)
            {
                break;
            }

            recorder.BeginStep(tmdb.Statistics);
            StepContext? context = null;
            IStepRunner? runner = null;
            var (hadMostOfTheTime, hasNew, isCutShort) = (timeLimit.HasMostTimeLeft, false, false);
            var span = JobTelemetry.Begin(step, jobSpan);

            // Stays if an exception leaves the try block: that of a stop, or of a lost lease, which makes the step a failed one later.
            LakeStepStatus? status = LakeStepStatus.Canceled;
            try
            {
                // What is canceled because the time is up has not reached the lake; the next run does it again.
                var results = UntilFaultAsync(step, ResultsAsync(), timeLimit, cancellationToken);
                await foreach (var result in timeLimit.UntilTimeIsUp(results, () => isCutShort = true, timeLimit.RunningWorkToken).ConfigureAwait(false))
                {
                    hasNew |= result.Receipt is { Status: not ReceiptStatus.Unchanged };
                    recorder.Add(result);
                    yield return result;

                    // The current activity is that of whoever took the result; the rest of the step belongs to its own span.
                    Activity.Current = span ?? Activity.Current;
                }

                cancellationToken.ThrowIfCancellationRequested();
                status = isCutShort || context?.IsCutShort == true ? LakeStepStatus.Incomplete : null;
                if (status is not null && hadMostOfTheTime && !hasNew && runner?.TooLittleTime(timeLimit.Total) is { } failure)
                {
                    // Another run of the same length would come no further.
                    var result = new LakeJobEvent(step.Name, Receipt: null, failure);
                    recorder.Add(result);
                    recorder.WouldNeverFinish = true;
                    status = null;
                    yield return result;
                }
            }
            finally
            {
                JobTelemetry.End(span, recorder.RunIdentity.Job, recorder.EndStep(tmdb.Statistics, status, context?.TitlesKept ?? 0));
            }

            // Options of the step that cannot be used are its failure, too.
            async IAsyncEnumerable<LakeJobEvent> ResultsAsync()
            {
                var storeOptions = settings.StoreOptionsOf(step);
                var store = stores.Of(storeOptions);
                context = new StepContext
                {
                    Store = settings.WhatIf ? new WhatIfLakeStore(store) : store,
                    ThrottleLimit = storeOptions.ThrottleLimit,
                    Date = recorder.RunIdentity.Date,
                    BaseFolder = settings.BaseFolder,
                    TimeLimit = timeLimit,
                    Reporter = reporter,
                    Clock = clock,
                };
                runner = RunnerOf(step, settings, tmdb, checkpoint);
                await foreach (var result in runner.RunAsync(context, timeLimit.RunningWorkToken).ConfigureAwait(false))
                {
                    yield return result;
                }
            }
        }
    }

    // What a step fails with ends the step and not the run, unless the run has lost its lease to another.
    private static async IAsyncEnumerable<LakeJobEvent> UntilFaultAsync(
        LakeJobStep step, IAsyncEnumerable<LakeJobEvent> results, RunTimeLimit timeLimit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = results.GetAsyncEnumerator(CancellationToken.None);
        await using (all.ConfigureAwait(false))
        {
            DataLakeException? fault = null;
            while (fault is null)
            {
                try
                {
                    if (!await all.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (Exception exception) when (!WorkFailure.EndsRun(exception)
                    && !(exception is OperationCanceledException && timeLimit.IsTimeUp) && WorkFailure.IsNeitherStopNorFatal(exception, cancellationToken))
                {
                    fault = WorkFailure.Of(exception, step.Name);
                }

                yield return fault is null ? all.Current : new LakeJobEvent(step.Name, Receipt: null, fault);
            }
        }
    }

    private static IStepRunner RunnerOf(LakeJobStep step, RunSettings settings, RunTmdb tmdb, JobCheckpoint? checkpoint) => step switch
    {
        SendCsvStep send => new SendCsvStepRunner(send, settings.StartsOver),
        SendJsonStep send => new SendJsonStepRunner(send),
        FetchStep fetch => new FetchStepRunner(fetch, settings.HasCredential ? tmdb.Client : null, checkpoint?.BeginStep(fetch, settings.FingerprintOf(fetch))),
        BuildTablesStep { Engine: TableEngine.Athena } build => new AthenaBuildStepRunner(build, settings),
        BuildTablesStep build => new BuildTablesStepRunner(build, settings),
        TestTablesStep test => new TestTablesStepRunner(test, settings),
        ExportDashboardStep export => new ExportDashboardStepRunner(export, settings),
        _ => throw new InvalidOperationException($"There is no runner for {step.GetType().Name}."),
    };

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<LakeJobEvent> results, LakeJobRecorder recorder, RunTimeLimit timeLimit)
    {
        try
        {
            return await results.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            recorder.AddException(exception, timeLimit.NewWorkToken);
            throw;
        }
    }

    private async Task<(LakeJobReport Report, DataLakeException? Failure)> ReportAsync(
        LakeJobReport report, RunSettings settings, RunStores stores, TimeSpan? timeout, CancellationToken cancellationToken) => settings.WhatIf
            ? (report, null)
            : await new LakeJobReportStore(stores.Of(settings.StoreOptions), clock).WriteAsync(report, timeout, cancellationToken).ConfigureAwait(false);

    // Of a run that was stopped after it had reported, that report is told.
    private async Task TellOfStopAsync(LakeJobReport? reported, LakeJobRecorder recorder, RunSettings settings, RunStores stores, JobNotifier? notifier)
    {
        var (report, failure) = reported is not null ? (reported, null) : await ReportAsync(
            recorder.ReportOfStop(), settings, stores, StoppedReportTimeout, CancellationToken.None).ConfigureAwait(false);
        settings.OnStopped?.Invoke(report);
        if (failure is not null)
        {
            reporter.Warning(failure.Message);
        }

        await (notifier?.NotifyAsync(report, CancellationToken.None) ?? Task.CompletedTask).ConfigureAwait(false);
    }
}
