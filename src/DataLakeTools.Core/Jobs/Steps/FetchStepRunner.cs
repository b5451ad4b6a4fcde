using System.Runtime.CompilerServices;
using DataLakeTools.Core.Ingestion;
using DataLakeTools.Core.Paths;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Core.Jobs.Steps;

/// <summary>Fetches the records of a step and writes them; without a token the step is skipped.</summary>
internal sealed class FetchStepRunner(ILakeStore store, DateOnly date, IReporter reporter, TimeProvider clock)
{
    private const string NoToken =
        $"There is no TMDB token: set {TmdbEnvironment.TokenVariable} (or {TmdbEnvironment.ApiKeyVariable}) to fetch from TMDB.";

    public async IAsyncEnumerable<LakeJobResult> RunAsync(
        FetchStep step, TmdbClient? client, string folder, RunWindow window, StepRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (client is null)
        {
            yield return new LakeJobResult(step.Name, Receipt: null, Error: null) { Skipped = new SkippedStep(step.Name, NoToken) };
            yield break;
        }

        var options = new RawJsonOptions
        {
            Layer = step.Layer ?? RawConvention.Layer,
            Origin = step.Origin ?? RawConvention.TmdbOrigin,
            Specification = step.Specification,
            Date = date,
        };
        var ingestion = new TmdbIngestion(new RawJsonBatchWriter(store, options, reporter, clock), step.Batches, reporter);
        var records = UntilTimeIsUp(step.ReadAsync(client, folder, reporter, window.Taking), ingestion, window, run);
        await foreach (var outcome in ingestion.RunAsync(records, step.Replace, cancellationToken).ConfigureAwait(false))
        {
            yield return new LakeJobResult(step.Name, outcome.Receipt, outcome.Error);
        }
    }

    // What is under way at TMDB is given up; what has come goes into its files.
    private static async IAsyncEnumerable<TmdbResult> UntilTimeIsUp(
        IAsyncEnumerable<TmdbResult> results, TmdbIngestion ingestion, RunWindow window, StepRun run)
    {
        var all = results.GetAsyncEnumerator(window.Taking);
        await using (all.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await all.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (OperationCanceledException) when (window.IsClosing)
                {
                    ingestion.IsWhole = false;
                    run.IsCutShort = true;
                    yield break;
                }

                yield return all.Current;
            }
        }
    }
}
