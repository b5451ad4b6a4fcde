using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Ingestion;
using DataLakeTools.Core.Paths;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Steps;

/// <summary>Sends the CSV files of a step, several side by side, and tells of them in their order.</summary>
internal sealed class SendCsvStepRunner(ILakeStore store, DateOnly date, IReporter reporter, TimeProvider clock)
{
    public async IAsyncEnumerable<LakeJobResult> RunAsync(
        SendCsvStep step, string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sender = new RawCsvSender(store, OptionsFor(step), reporter, clock);
        var limit = step.ThrottleLimit ?? LakeStoreOptions.DefaultThrottleLimit;
        foreach (var pattern in step.Paths)
        {
            await foreach (var result in SendAsync(new RawCsvQueue(sender, limit), step.Name, pattern, folder, cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
    }

    private static async IAsyncEnumerable<LakeJobResult> SendAsync(
        RawCsvQueue queue, string step, string pattern, string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
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

        await foreach (var sent in queue.SendAsync(files, cancellationToken).ConfigureAwait(false))
        {
            yield return new LakeJobResult(step, sent.Receipt, sent.Error);
        }
    }

    private RawCsvOptions OptionsFor(SendCsvStep step) => new()
    {
        Layer = step.Layer ?? RawConvention.Layer,
        Origin = step.Origin ?? RawConvention.LocalOrigin,
        Specification = step.Specification,
        Date = date,
        Delimiter = step.Delimiter,
        SkipCheck = step.SkipCheck,
        Force = step.Force,
        NoResume = step.NoResume,
    };
}
