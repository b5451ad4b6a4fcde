using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Checkpoints;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Runs jobs, step by step; what fails does not keep the others. Every run ends with a report, in the lake and as its last result.</summary>
/// <param name="reporter">Who is told.</param>
/// <param name="clock">What dates and durations are taken with.</param>
public sealed class LakeJobRunner(IReporter reporter, TimeProvider clock)
{
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestReport = TimeSpan.FromDays(1);

    /// <summary>Runs a job.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="run">How.</param>
    /// <param name="cancellationToken">Stops the run; what was published by then stays, and the report says that it was stopped.</param>
    /// <returns>One result for every file, in the order of the document; one for a step that is skipped; at last the report.</returns>
    /// <exception cref="DataLakeException">The job cannot be begun: no lake, or one that cannot be.</exception>
    public async IAsyncEnumerable<LakeJobResult> RunAsync(
        LakeJob job, LakeJobRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(run);
        var address = AddressOf(job, run);
        var start = LakeJobStart.Of(job, run, address, clock);
        var recorder = new LakeJobRecorder(job, start, clock);
        using var window = new RunTimeLimit(run.Deadline, clock, cancellationToken);
        var isTold = false;
        var stores = new RunStores(address, reporter);
        JobCheckpoint? checkpoint = null;
        try
        {
            checkpoint = await OpenCheckpointAsync(job, run, stores, start, recorder, window).ConfigureAwait(false);
            var results = StepsAsync(job, run, stores, start, checkpoint, recorder, window, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (results.ConfigureAwait(false))
            {
                while (await NextAsync(results, recorder).ConfigureAwait(false))
                {
                    yield return results.Current;
                }
            }

            var (report, failure) = await ReportAsync(recorder.Report(recorder.Status), job, run, stores, address, window.TimeToReport, cancellationToken).ConfigureAwait(false);
            isTold = true;

            // Only now: by its checkpoint the next run knows of one that was killed while it reported.
            if (checkpoint is not null)
            {
                await checkpoint.EndAsync(recorder.IsAllDone, cancellationToken).ConfigureAwait(false);
            }

            if (failure is not null)
            {
                yield return new LakeJobResult(string.Empty, Receipt: null, failure);
            }

            yield return new LakeJobResult(string.Empty, Receipt: null, Error: null) { Report = report };
        }
        finally
        {
            // Stopped, or broken by what nothing can go on after: nobody takes results any more, but the lake is told.
            if (!isTold)
            {
                await SayGoodbyeAsync(recorder.Report(recorder.IsBroken ? LakeJobStatus.Failed : LakeJobStatus.Canceled), job, run, stores, address).ConfigureAwait(false);
            }

            if (checkpoint is not null)
            {
                await checkpoint.DisposeAsync().ConfigureAwait(false);
            }

            await stores.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static bool IsFetching(LakeJob job) => job.Steps.Any(step => step is FetchStep)
        && (TmdbEnvironment.HasCredential || job.Tmdb is { Token: not null } or { ApiKey: not null });

    private async Task<JobCheckpoint?> OpenCheckpointAsync(
        LakeJob job, LakeJobRun run, RunStores stores, LakeJobReport start, LakeJobRecorder recorder, RunTimeLimit window)
    {
        if (run.WhatIf || !IsFetching(job))
        {
            return null;
        }

        try
        {
            return await JobCheckpoint.OpenAsync(
                stores.OpenAnother(OptionsFor(job, run)), start, CheckpointScope.Of(job, run), run.NoResume || job.NoResume, reporter, clock, window.Working).ConfigureAwait(false);
        }
        catch (Exception exception) when (recorder.Sees(exception))
        {
            throw;
        }
    }

    private async IAsyncEnumerable<LakeJobResult> StepsAsync(
        LakeJob job,
        LakeJobRun run,
        RunStores stores,
        LakeJobReport start,
        JobCheckpoint? checkpoint,
        LakeJobRecorder recorder,
        RunTimeLimit window,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One client for all steps, made only if a step needs it: a job of CSV files wants no token.
        using var client = IsFetching(job) ? ClientFor(job, run) : null;
        foreach (var step in job.Steps)
        {
            if (window.IsClosing)
            {
                break;
            }

            recorder.BeginStep(client?.Statistics);
            var stepRun = new StepRun();
            LakeStepStatus? status = LakeStepStatus.Canceled;
            try
            {
                // Only where nothing is written: a pool takes over the buffers that the step before left to the lake's own.
                using var buffers = run.WhatIf ? new PartBufferPool(1) : null;
                var store = stores.Of(OptionsFor(job, step, run));
                store = buffers is null ? store : new WhatIfLakeStore(store, buffers);
                var results = step switch
                {
                    SendCsvStep send => new SendCsvStepRunner(store, start.Date, reporter, clock).RunAsync(
                        send, run.SourceFolder, run.NoResume || job.NoResume, window, stepRun, window.Working),
                    FetchStep fetch => new FetchStepRunner(store, start.Date, reporter, clock).RunAsync(
                        fetch, client, run.SourceFolder, checkpoint?.Of(fetch, IdentityOf(fetch, job, run)), window, stepRun, window.Working),
                    _ => throw new InvalidOperationException($"No runner knows {step.GetType().Name}."),
                };

                // What still ran when the time was over was given up; it is not there, and the next run does it.
                await foreach (var result in window.InTime(results, () => stepRun.IsCutShort = true, window.Working).ConfigureAwait(false))
                {
                    recorder.Add(result);
                    yield return result;
                }

                cancellationToken.ThrowIfCancellationRequested();
                status = stepRun.IsCutShort ? LakeStepStatus.Incomplete : null;
            }
            finally
            {
                recorder.EndStep(client?.Statistics, status, stepRun.TitlesKept);
            }
        }
    }

    // The same words beside another file of ids mean other titles.
    private static string IdentityOf(FetchStep step, LakeJob job, LakeJobRun run) =>
        $"{step.Identity} {job.Tmdb.Language} {job.Tmdb.Region}{(step is FetchTitlesStep { IdsFrom: { } ids } ? $" {Path.GetFullPath(ids.Path, run.SourceFolder)}" : string.Empty)}";

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<LakeJobResult> results, LakeJobRecorder recorder)
    {
        try
        {
            return await results.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (recorder.Sees(exception))
        {
            throw;
        }
    }

    private async Task<(LakeJobReport Report, DataLakeException? Failure)> ReportAsync(
        LakeJobReport report, LakeJob job, LakeJobRun run, RunStores stores, LakeAddress address, TimeSpan? time, CancellationToken cancellationToken)
    {
        if (run.WhatIf)
        {
            return (report, null);
        }

        using var limit = time is { } most && most < LongestReport ? new CancellationTokenSource(most, clock) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return (await new LakeJobReportStore(stores.Of(OptionsFor(job, run))).WriteAsync(report, either.Token).ConfigureAwait(false), null);
        }
        catch (DataLakeException exception)
        {
            return (report.With(exception), exception);
        }
        catch (OperationCanceledException canceled) when (!cancellationToken.IsCancellationRequested)
        {
            var late = LakeJobReportStore.Late(report, address, time!.Value, canceled);
            return (report.With(late), late);
        }
    }

    private async Task SayGoodbyeAsync(LakeJobReport report, LakeJob job, LakeJobRun run, RunStores stores, LakeAddress address)
    {
        var (_, failure) = await ReportAsync(report, job, run, stores, address, LongestGoodbye, CancellationToken.None).ConfigureAwait(false);
        if (failure is not null)
        {
            reporter.Warning(failure.Message);
        }
    }

    private static TmdbClient ClientFor(LakeJob job, LakeJobRun run) => new(TmdbEnvironment.Complete(
        job.Tmdb with { CachePath = job.Tmdb.CachePath is { } path ? Path.GetFullPath(path, run.CurrentFolder) : null }, job.TmdbEndpoint));

    /// <summary>The lake of a run.</summary>
    /// <exception cref="DataLakeException">None was named, or what was named is none.</exception>
    internal static LakeAddress AddressOf(LakeJob job, LakeJobRun run)
    {
        var address = LakeAddress.Parse(run.Lake ?? job.Lake ?? Environment.GetEnvironmentVariable(LakeAddress.Variable) ?? string.Empty, run.CurrentFolder);
        LakeStore.ThrowIfFile(address);
        return address;
    }

    /// <summary>How the lake of a run is reached.</summary>
    internal static LakeStoreOptions OptionsFor(LakeJob job, LakeJobRun run) => run.Patience.ApplyTo(job.Patience.ApplyTo(run.StoreOptions)) with
    {
        ProfileName = run.StoreOptions.ProfileName ?? job.ProfileName,
        Region = run.StoreOptions.Region ?? job.Region,
        EndpointUrl = run.StoreOptions.EndpointUrl ?? job.EndpointUrl,
    };

    private static LakeStoreOptions OptionsFor(LakeJob job, LakeJobStep step, LakeJobRun run) => OptionsFor(job, run) with
    {
        StorageClass = step.StorageClass,
        KmsKeyId = step.KmsKeyId,
        Tags = step.Tags,
        PartSize = (step as SendCsvStep)?.PartSize ?? run.StoreOptions.PartSize,
        ThrottleLimit = (step as SendCsvStep)?.ThrottleLimit ?? run.StoreOptions.ThrottleLimit,
    };
}
