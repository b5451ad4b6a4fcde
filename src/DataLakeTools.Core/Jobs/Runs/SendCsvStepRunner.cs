using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Sends the CSV files of a step, several side by side, and tells of them in their order.</summary>
internal sealed class SendCsvStepRunner(ILakeStore store, DateOnly date, IReporter reporter, TimeProvider clock)
{
    /// <summary>Sends the files of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="isAnew">Whether uploads that were interrupted are removed rather than carried on.</param>
    /// <param name="window">How long it may take.</param>
    /// <param name="run">Is told when the time is up.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public async IAsyncEnumerable<LakeJobResult> RunAsync(
        SendCsvStep step, string folder, bool isAnew, RunTimeLimit window, StepRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sender = new RawCsvSender(store, OptionsFor(step, date, isAnew), reporter, clock);
        var limit = step.ThrottleLimit ?? LakeStoreOptions.DefaultThrottleLimit;
        foreach (var pattern in step.Paths)
        {
            await foreach (var result in SendAsync(new RawCsvQueue(sender, limit), step.Name, pattern, folder, window, run, cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
    }

    private static async IAsyncEnumerable<LakeJobResult> SendAsync(
        RawCsvQueue queue, string step, string pattern, string folder, RunTimeLimit window, StepRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
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

        var told = 0;
        await foreach (var sent in queue.SendAsync(files, cancellationToken, window.Taking).ConfigureAwait(false))
        {
            told++;
            yield return new LakeJobResult(step, sent.Receipt, sent.Error);
        }

        run.IsCutShort |= told < files.Count;
    }

    /// <summary>What a step says about its files and their keys.</summary>
    public static RawCsvOptions OptionsFor(SendCsvStep step, DateOnly date, bool isAnew) => new()
    {
        Layer = step.Layer ?? LakeConvention.Layer,
        Origin = step.Origin ?? LakeConvention.LocalOrigin,
        Specification = step.Specification,
        Date = date,
        Delimiter = step.Delimiter,
        SkipCheck = step.SkipCheck,
        Force = step.Force,
        NoResume = isAnew || step.NoResume,
    };
}
