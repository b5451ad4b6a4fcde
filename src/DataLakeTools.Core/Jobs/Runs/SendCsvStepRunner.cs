using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Sends the CSV files of a step, several at a time, with the results in the order of the files.</summary>
/// <param name="step">The step.</param>
/// <param name="startsOver">Whether interrupted uploads are removed instead of resumed.</param>
internal sealed class SendCsvStepRunner(SendCsvStep step, bool startsOver) : IStepRunner
{
    public async IAsyncEnumerable<LakeJobResult> RunAsync(StepRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sender = new RawCsvSender(run.Store, OptionsFor(step, run.Date, startsOver), run.Reporter, run.Clock);
        foreach (var pattern in step.Paths)
        {
            await foreach (var result in SendAsync(sender, pattern, run, cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
    }

    /// <summary>The options of a step for its files and their keys.</summary>
    public static RawCsvOptions OptionsFor(SendCsvStep step, DateOnly date, bool startsOver) => new()
    {
        Layer = step.Layer ?? LakeConvention.Layer,
        Origin = step.Origin ?? LakeConvention.LocalOrigin,
        Specification = step.Specification,
        Date = date,
        Delimiter = step.Delimiter,
        SkipCheck = step.SkipCheck,
        Force = step.Force,
        NoResume = startsOver || step.NoResume,
    };

    private async IAsyncEnumerable<LakeJobResult> SendAsync(
        RawCsvSender sender, string pattern, StepRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string> files = [];
        DataLakeException? failure = null;
        try
        {
            files = SourcePattern.Expand(pattern, run.SourceFolder);
        }
        catch (DataLakeException exception)
        {
            failure = exception;
        }

        if (files.Count == 0)
        {
            yield return new LakeJobResult(step.Name, Receipt: null, failure ?? SourcePattern.NothingFound(pattern));
        }

        var finished = 0;
        var queue = new RawCsvQueue(sender, step.ThrottleLimit ?? LakeStoreOptions.DefaultThrottleLimit);
        await foreach (var sent in queue.SendAsync(files, cancellationToken, run.TimeLimit.NewWorkToken).ConfigureAwait(false))
        {
            finished++;
            yield return new LakeJobResult(step.Name, sent.Receipt, sent.Error);
        }

        run.IsCutShort |= finished < files.Count;
    }
}
