using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Steps;
using DataLakeTools.Core.Paths;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Core.Jobs;

/// <summary>Runs jobs, step by step; what fails does not keep the others.</summary>
/// <param name="reporter">Who is told.</param>
/// <param name="clock">What dates and durations are taken with.</param>
public sealed class LakeJobRunner(IReporter reporter, TimeProvider clock)
{
    /// <summary>Runs a job.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="run">How.</param>
    /// <param name="cancellationToken">Stops the run; what was published by then stays.</param>
    /// <returns>One result for every file, in the order of the document; one for a step that is skipped.</returns>
    /// <exception cref="DataLakeException">The job cannot be begun: no lake, or one that cannot be.</exception>
    public async IAsyncEnumerable<LakeJobResult> RunAsync(
        LakeJob job, LakeJobRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(run);
        var address = LakeAddress.Parse(run.Lake ?? job.Lake ?? Environment.GetEnvironmentVariable("DATALAKE_URI") ?? string.Empty, run.CurrentFolder);

        // Taken once: a run that passes midnight is of the day it began.
        var date = run.Date ?? job.Date ?? DateOnly.FromDateTime(clock.GetLocalNow().DateTime);

        // One client for all steps, made only if a step needs it: a job of CSV files wants no token.
        var isFetching = job.Steps.Any(step => step is FetchStep) && TmdbEnvironment.HasCredential;
        using var client = isFetching ? ClientFor(job, run) : null;
        foreach (var step in job.Steps)
        {
            using var buffers = new PartBufferPool(1);
            var store = LakeStore.Open(address, OptionsFor(job, step, run), reporter);
            if (run.WhatIf)
            {
                store = new WhatIfLakeStore(store, buffers);
            }

            await using (store.ConfigureAwait(false))
            {
                var results = step switch
                {
                    SendCsvStep send => new SendCsvStepRunner(store, date, reporter, clock).RunAsync(send, run.SourceFolder, cancellationToken),
                    FetchStep fetch => new FetchStepRunner(store, date, reporter, clock).RunAsync(fetch, client, run.SourceFolder, cancellationToken),
                    _ => throw new InvalidOperationException($"No runner knows {step.GetType().Name}."),
                };
                await foreach (var result in results.ConfigureAwait(false))
                {
                    yield return result;
                }
            }
        }
    }

    private static TmdbClient ClientFor(LakeJob job, LakeJobRun run) => new(TmdbEnvironment.Complete(
        job.Tmdb with { CachePath = job.Tmdb.CachePath is { } path ? Path.GetFullPath(path, run.CurrentFolder) : null }, job.TmdbEndpoint));

    private static LakeStoreOptions OptionsFor(LakeJob job, LakeJobStep step, LakeJobRun run) => run.Patience.Over(job.Patience).ApplyTo(run.StoreOptions) with
    {
        ProfileName = run.StoreOptions.ProfileName ?? job.ProfileName,
        Region = run.StoreOptions.Region ?? job.Region,
        EndpointUrl = run.StoreOptions.EndpointUrl ?? job.EndpointUrl,
        StorageClass = step.StorageClass,
        KmsKeyId = step.KmsKeyId,
        Tags = step.Tags,
        PartSize = (step as SendCsvStep)?.PartSize ?? run.StoreOptions.PartSize,
        ThrottleLimit = (step as SendCsvStep)?.ThrottleLimit ?? run.StoreOptions.ThrottleLimit,
    };
}
