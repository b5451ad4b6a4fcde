using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Csv;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Sends the CSV files of a step, several at a time, with the results in the order of the files.</summary>
/// <param name="step">The step.</param>
/// <param name="startsOver">Whether interrupted uploads are removed instead of resumed.</param>
internal sealed class SendCsvStepRunner(SendCsvStep step, bool startsOver) : IStepRunner
{
    public async IAsyncEnumerable<LakeJobEvent> RunAsync(StepContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sender = new RawCsvSender(context.Store, OptionsFor(step, context.Date, startsOver), context.Reporter, context.Clock);

        // A file that two patterns name is one.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pattern in step.Paths)
        {
            await foreach (var result in SendAsync(sender, pattern, seen, context, cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
    }

    /// <summary>The options of a step for its files and their keys.</summary>
    public static RawCsvOptions OptionsFor(SendCsvStep step, DateOnly date, bool startsOver) => new()
    {
        Layer = step.Layer ?? LakeConvention.RawLayer,
        Origin = step.Origin ?? LakeConvention.LocalOrigin,
        Specification = step.Specification,
        Date = date,
        Delimiter = step.Delimiter,
        SkipCheck = step.SkipCheck,
        Force = step.Force,
        NoResume = startsOver || step.NoResume,
    };

    private async IAsyncEnumerable<LakeJobEvent> SendAsync(
        RawCsvSender sender, string pattern, HashSet<string> seen, StepContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string> files = [];
        DataLakeException? failure = null;
        try
        {
            files = SourcePattern.Expand(pattern, context.BaseFolder);
        }
        catch (DataLakeException exception)
        {
            failure = exception;
        }

        if (files.Count == 0)
        {
            yield return new LakeJobEvent(step.Name, Receipt: null, failure ?? SourcePattern.NothingFound(pattern));
        }

        files = [.. files.Where(seen.Add)];
        var finished = 0;
        var queue = new RawCsvParallelSender(sender, context.ThrottleLimit);
        await foreach (var sent in queue.SendAsync(files, cancellationToken, context.TimeLimit.NewWorkToken).ConfigureAwait(false))
        {
            finished++;
            yield return new LakeJobEvent(step.Name, sent.Receipt, sent.Error);
        }

        context.IsCutShort |= finished < files.Count;
    }
}
