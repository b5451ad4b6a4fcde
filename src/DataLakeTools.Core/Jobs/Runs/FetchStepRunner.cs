using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Checkpoints;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Records;
using DataLakeTools.Core.Tmdb.Titles;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Fetches the records of a step and writes them; without a token the step is skipped.</summary>
internal sealed class FetchStepRunner(ILakeStore store, DateOnly date, IReporter reporter, TimeProvider clock)
{
    private const string NoToken =
        $"There is no TMDB token: set {TmdbEnvironment.TokenVariable} (or {TmdbEnvironment.ApiKeyVariable}) to fetch from TMDB.";

    /// <summary>Fetches what an earlier run has not brought yet.</summary>
    /// <param name="step">The step.</param>
    /// <param name="client">Asks TMDB; null where there is no token.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="checkpoint">What is known from earlier runs; null where nothing is written.</param>
    /// <param name="window">How long it may take.</param>
    /// <param name="run">Is told when the time is up, and how many titles were there.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<LakeJobResult> RunAsync(
        FetchStep step,
        TmdbClient? client,
        string folder,
        StepCheckpoint? checkpoint,
        RunTimeLimit window,
        StepRun run,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (client is null)
        {
            yield return new LakeJobResult(step.Name, Receipt: null, Error: null) { Skipped = new SkippedStep(step.Name, NoToken) };
            yield break;
        }

        if (checkpoint is { IsComplete: true })
        {
            run.TitlesKept = checkpoint.Kept;
            reporter.Verbose($"The step '{step.Name}' was done by an earlier run of this job.");
            foreach (var id in checkpoint.Unknown.Ids)
            {
                yield return new LakeJobResult(step.Name, Receipt: null, TmdbErrors.NotFoundBefore(id));
            }

            yield break;
        }

        if (Refusal(step) is { } refusal)
        {
            yield return new LakeJobResult(step.Name, Receipt: null, refusal);
            yield break;
        }

        var options = OptionsFor(step, date);
        // Titles may be many, and are carried on one by one; what else is fetched is little, and is fetched again.
        var titles = step.On(date) as FetchTitlesStep;
        var journal = titles is null ? null : checkpoint;
        var writer = new RawJsonBatchWriter(store, options, reporter, clock);
        if (journal is not null)
        {
            await journal.RecoverAsync(store, options, reporter, cancellationToken).ConfigureAwait(false);
            journal.Files.ForEach(file => writer.Adopt(file + ".json"));
            run.TitlesKept = journal.Kept;
            journal.MostTitles = titles!.MostTitles;
        }

        var ingestion = new TmdbIngestion(writer, step.Batches, reporter) { Journal = journal };
        var reader = titles is null ? null : new TmdbTitles(client, titles.Options, reporter) { Memory = journal };
        var records = reader is null
            ? step.On(date).ReadAsync(client, folder, reporter, window.Taking)
            : titles!.ReadAsync(client, reader, folder, reporter, window.Taking);
        // When the time is up, what is under way at TMDB is given up; what has come goes into its files.
        var inTime = window.InTime(records, () => (ingestion.IsWhole, run.IsCutShort) = (false, true), window.Taking);
        await foreach (var outcome in ingestion.RunAsync(Metered(inTime), step.Replace, cancellationToken).ConfigureAwait(false))
        {
            yield return new LakeJobResult(step.Name, outcome.Receipt, outcome.Error);
        }

        if (checkpoint is not null && ingestion.IsWhole
            && await CompleteAsync(checkpoint, options, writer, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            yield return new LakeJobResult(step.Name, Receipt: null, failure);
        }

        async IAsyncEnumerable<TmdbResult> Metered(IAsyncEnumerable<TmdbResult> results)
        {
            var meter = new RecordMeter($"Fetching {step.Name}", reporter.Progress, clock);
            try
            {
                await foreach (var result in results.ConfigureAwait(false))
                {
                    if (result.IsRecord)
                    {
                        meter.Add(reader is null ? null : titles!.Expected(reader) - run.TitlesKept);
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

    /// <summary>A key of a file of a step; all have the same length.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidKey"/>.</exception>
    public static string AnyKeyOf(FetchStep step, DateOnly date) => OptionsFor(step, date).KeyFor(BatchName.FromHash(new byte[SHA256.HashSizeInBytes])).Value;

    private static RawJsonOptions OptionsFor(FetchStep step, DateOnly date) => new()
    {
        Layer = step.Layer ?? LakeConvention.Layer,
        Origin = step.Origin ?? LakeConvention.TmdbOrigin,
        Specification = step.Specification,
        Date = date,
    };

    // Before anything is asked: what is fetched for keys that cannot be is fetched for nothing.
    private DataLakeException? Refusal(FetchStep step)
    {
        try
        {
            store.Lake.Check(AnyKeyOf(step, date));
            return null;
        }
        catch (DataLakeException exception)
        {
            return exception;
        }
    }

    private async Task<DataLakeException?> CompleteAsync(
        StepCheckpoint checkpoint, RawJsonOptions options, RawJsonBatchWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            await checkpoint.RemoveLateAsync(store, options, writer, reporter, cancellationToken).ConfigureAwait(false);
            checkpoint.IsComplete = true;
            await checkpoint.Save(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (DataLakeException exception)
        {
            return exception;
        }
    }
}
