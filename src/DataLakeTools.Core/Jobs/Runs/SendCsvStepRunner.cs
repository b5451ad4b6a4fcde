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
        var queue = new RawCsvParallelSender(sender, context.ThrottleLimit);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pattern in step.Paths)
        {
            // Pattern by pattern, so that what one finds nothing with is told in its place.
            DataLakeException? failure = null;
            var files = SourcePattern.FilesOf([pattern], context.BaseFolder, exception => failure = exception).Where(seen.Add).ToList();
            if (failure is not null)
            {
                yield return new LakeJobEvent(step.Name, Receipt: null, failure);
            }

            var finished = 0;
            await foreach (var sent in queue.SendAsync(files, cancellationToken, context.TimeLimit.NewWorkToken).ConfigureAwait(false))
            {
                finished++;
                yield return new LakeJobEvent(step.Name, sent.Receipt, sent.Error);
            }

            context.IsCutShort |= finished < files.Count;
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
}
