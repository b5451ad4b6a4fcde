using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Ingestion;
using DataLakeTools.Core.Paths;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs;

/// <summary>How a job is run, beside what its document says.</summary>
public sealed record LakeJobRun
{
    /// <summary>The folder that relative source paths start from: that of the job document.</summary>
    public required string SourceFolder { get; init; }

    /// <summary>The folder that a relative lake address starts from: the current one.</summary>
    public required string CurrentFolder { get; init; }

    /// <summary>A lake that goes before the document's.</summary>
    public string? Lake { get; init; }

    /// <summary>A date that goes before the document's.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>How the lake is reached; what the document says goes where this says nothing.</summary>
    public LakeStoreOptions StoreOptions { get; init; } = new();

    /// <summary>Whether nothing is written.</summary>
    public bool WhatIf { get; init; }
}

/// <summary>What a step of a job gave: a receipt, or an error.</summary>
/// <param name="Step">The name of the step.</param>
/// <param name="Receipt">What became of the write; null when it failed.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record LakeJobResult(string Step, Receipt? Receipt, DataLakeException? Error);

/// <summary>Runs jobs, several files of a step side by side; one that fails does not keep the others.</summary>
/// <param name="reporter">Who is told.</param>
/// <param name="clock">What dates and durations are taken with.</param>
public sealed class LakeJobRunner(IReporter reporter, TimeProvider clock)
{
    /// <summary>Runs a job.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="run">How.</param>
    /// <param name="cancellationToken">Stops the run; what was published by then stays.</param>
    /// <returns>One result for every file, in the order of the document.</returns>
    /// <exception cref="DataLakeException">The job cannot be begun: no lake, or one that cannot be.</exception>
    public async IAsyncEnumerable<LakeJobResult> RunAsync(
        LakeJob job, LakeJobRun run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(run);
        var address = LakeAddress.Parse(run.Lake ?? job.Lake ?? Environment.GetEnvironmentVariable("DATALAKE_URI") ?? string.Empty, run.CurrentFolder);

        // Taken once: a run that passes midnight is of the day it began.
        var date = run.Date ?? job.Date ?? DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
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
                var sender = new RawCsvSender(store, OptionsFor(step, date), reporter, clock);
                foreach (var pattern in step.Paths)
                {
                    await foreach (var result in SendAsync(sender, step.Name, pattern, run.SourceFolder, cancellationToken).ConfigureAwait(false))
                    {
                        yield return result;
                    }
                }
            }
        }
    }

    private static async IAsyncEnumerable<LakeJobResult> SendAsync(
        RawCsvSender sender, string step, string pattern, string folder, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string> files = [];
        DataLakeException? failure = null;
        try
        {
            files = SourcePattern.Expand(pattern, folder);
        }
        catch (DataLakeException exception)
        {
            failure = exception;
        }

        if (files.Count == 0)
        {
            yield return new LakeJobResult(step, Receipt: null, failure ?? SourcePattern.NothingFound(pattern));
        }

        await foreach (var sent in new RawCsvQueue(sender, LakeStoreOptions.DefaultThrottleLimit).SendAsync(files, cancellationToken).ConfigureAwait(false))
        {
            yield return new LakeJobResult(step, sent.Receipt, sent.Error);
        }
    }

    private static LakeStoreOptions OptionsFor(LakeJob job, SendCsvStep step, LakeJobRun run) => run.StoreOptions with
    {
        ProfileName = run.StoreOptions.ProfileName ?? job.ProfileName,
        Region = run.StoreOptions.Region ?? job.Region,
        EndpointUrl = run.StoreOptions.EndpointUrl ?? job.EndpointUrl,
        StorageClass = step.StorageClass,
        KmsKeyId = step.KmsKeyId,
        Tags = step.Tags,
    };

    private static RawCsvOptions OptionsFor(SendCsvStep step, DateOnly date) => new()
    {
        Layer = step.Layer ?? RawConvention.Layer,
        Origin = step.Origin ?? RawConvention.LocalOrigin,
        Specification = step.Specification,
        Date = date,
        Delimiter = step.Delimiter,
        SkipCheck = step.SkipCheck,
        Force = step.Force,
    };
}
