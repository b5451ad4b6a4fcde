using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Checkpoints;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Fetches the records of a step and writes them; without a token an optional step is skipped and any other fails.</summary>
/// <param name="step">The step.</param>
/// <param name="client">Asks TMDB; null where there is no token.</param>
/// <param name="checkpoint">What is known from earlier runs; null where nothing is written.</param>
internal sealed class FetchStepRunner(FetchStep step, TmdbClient? client, StepCheckpoint? checkpoint) : IStepRunner
{
    private const string NoToken =
        $"There is no TMDB token: set {TmdbEnvironment.TokenVariable} (or {TmdbEnvironment.ApiKeyVariable}) to fetch from TMDB.";

    public async IAsyncEnumerable<LakeJobEvent> RunAsync(StepContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reporter = context.Reporter;
        if (client is null)
        {
            yield return step.IsOptional
                ? new LakeJobEvent(step.Name, Receipt: null, Error: null) { Skipped = new SkippedStep(step.Name, NoToken) }
                : new LakeJobEvent(step.Name, Receipt: null, TmdbErrors.NoCredential());
            yield break;
        }

        if (checkpoint is { IsComplete: true })
        {
            context.TitlesKept = checkpoint.TitlesKept;
            reporter.Verbose($"The step '{step.Name}' was done by an earlier run of this job.");
            foreach (var id in checkpoint.Unknown.Ids)
            {
                yield return new LakeJobEvent(step.Name, Receipt: null, TmdbErrors.NotFoundBefore(id));
            }

            yield break;
        }

        // Before anything is fetched, because a long fetch would be lost if its key were refused at the end.
        var options = step.KeyOptionsFor(context.Date);
        options.Check(context.Store.Lake);

        // The checkpoint of a step records single titles only, because there may be many of them; of other records it says only that
        // all are there, so that a run after an interrupted one fetches all of these few again. It is the journal of the files that
        // are written, and knows the titles that are in the lake already.
        var resolvedStep = step.ResolveChangeDays(context.Date);
        var titlesStep = resolvedStep as FetchTitlesStep;
        var journal = titlesStep is null ? null : checkpoint;
        var writer = new RawJsonBatchWriter(context.Store, options, reporter, context.Clock);
        if (journal is not null)
        {
            await new PendingBatchRecovery(context.Store, options, reporter).RecoverAsync(journal, cancellationToken).ConfigureAwait(false);
            journal.Files.ForEach(file => writer.CountAsWritten(file + BatchName.Ending));
            context.TitlesKept = journal.TitlesKept;
            journal.MaxTitles = titlesStep!.MaxTitles;
        }

        var ingestion = new RecordIngestion(writer, step.BatchOptions, reporter) { Journal = journal };
        var titles = titlesStep is null ? null : new TmdbTitles(client, titlesStep.Options, reporter) { EarlierTitles = journal };
        var records = titles is null
            ? resolvedStep.ReadAsync(client, context.BaseFolder, reporter, context.TimeLimit.NewWorkToken)
            : titlesStep!.ReadAsync(client, titles, context.BaseFolder, reporter, context.TimeLimit.NewWorkToken);

        var missingBefore = client.Statistics.MissingParts;

        // When the time is up, requests to TMDB are canceled; the records of titles that have come are written.
        var inTime = context.TimeLimit.UntilTimeIsUp(records, CutShort, context.TimeLimit.NewWorkToken);
        await foreach (var outcome in ingestion.RunAsync(Metered(inTime), step.Replace, cancellationToken).ConfigureAwait(false))
        {
            yield return new LakeJobEvent(step.Name, outcome.Receipt, outcome.Error);
        }

        if (client.Statistics.MissingParts.Since(missingBefore) is { Records: > 0 } missing)
        {
            reporter.Warning($"The step '{step.Name}': {missing}");
        }

        if (checkpoint is not null && ingestion.Completeness.IsComplete
            && await CompleteAsync(checkpoint, options, writer, context, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            yield return new LakeJobEvent(step.Name, Receipt: null, failure);
        }

        void CutShort()
        {
            ingestion.CutShort();
            context.IsCutShort = true;
        }

        async IAsyncEnumerable<TmdbResult> Metered(IAsyncEnumerable<TmdbResult> results)
        {
            var meter = new RecordMeter($"Fetching {step.Name}", reporter.Progress, context.Clock);
            var ids = CountIds(titlesStep, context.BaseFolder, cancellationToken);
            try
            {
                await foreach (var result in results.ConfigureAwait(false))
                {
                    // An id that TMDB does not know is one of those that were counted.
                    if (result.IsRecord || (ids is not null && result.Error.Error == DataLakeError.TmdbNotFound))
                    {
                        meter.Add(titles is null ? null : titlesStep!.Expected(titles, ids) - context.TitlesKept);
                    }

                    yield return result;
                }
            }
            finally
            {
                meter.End();
            }
        }
    }

    // Titles that have come are written when the time is up, and the checkpoint says so to the next run. Of other records, files that
    // are not full are dropped: each run fetches them all again.
    public DataLakeException? TooLittleTime(TimeSpan time) => step is FetchTitlesStep ? null : new DataLakeException(
        DataLakeError.TmdbCrawlIncomplete,
        string.Create(CultureInfo.InvariantCulture, $"The step '{step.Name}' had most of the {time.TotalSeconds:0} seconds of a run and published nothing new; each run begins it anew."),
        "Allow a run more time, or make several steps of it that each ask for less: a step that is done is not fetched again. If TMDB was only slow to answer, run again.",
        step.Name);

    // Null for a file that cannot be read: reading its titles gives the error.
    private static long? CountIds(FetchTitlesStep? step, string folder, CancellationToken cancellationToken)
    {
        try
        {
            return step?.CountIds(folder, cancellationToken)?.Titles;
        }
        catch (DataLakeException)
        {
            return null;
        }
    }

    private async Task<DataLakeException?> CompleteAsync(
        StepCheckpoint checkpoint, RawJsonOptions options, RawJsonBatchWriter writer, StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            await new PendingBatchRecovery(context.Store, options, context.Reporter).RemoveSupersededFilesAsync(checkpoint, writer, cancellationToken).ConfigureAwait(false);

            // More ids may come into a file before the next run, which then has to know those that are done.
            checkpoint.IsComplete = step is not FetchTitlesStep { IdsFrom: not null };
            await checkpoint.SaveAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (DataLakeException exception) when (!WorkFailure.EndsRun(exception))
        {
            return exception;
        }
    }
}
