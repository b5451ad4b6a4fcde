using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Reports;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Runs one step of a job.</summary>
internal interface IStepRunner
{
    /// <summary>Runs the step.</summary>
    /// <param name="context">What it is run with; how far the step came is noted in it.</param>
    /// <param name="cancellationToken">Stops work that is under way.</param>
    /// <returns>What happens: each file, failure and note, or that the step is skipped.</returns>
    IAsyncEnumerable<LakeJobEvent> RunAsync(StepContext context, CancellationToken cancellationToken);

    /// <summary>
    /// The error of a step that had most of the time of a run and has nothing new to show for it; null where the next run comes
    /// further all the same.
    /// </summary>
    /// <param name="time">The time of a run.</param>
    DataLakeException? TooLittleTime(TimeSpan time) => null;
}
