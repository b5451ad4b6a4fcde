using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Runs a step on tables. An error ends the step and not the run.</summary>
/// <param name="step">The step.</param>
/// <param name="settings">The settings of the run.</param>
internal abstract class TableStepRunner(TableStep step, RunSettings settings) : IStepRunner
{
    /// <summary>The settings of the run.</summary>
    protected RunSettings Settings => settings;

    public async IAsyncEnumerable<LakeJobEvent> RunAsync(StepContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hadTime = context.TimeLimit.IsMostLeft;
        var isDone = false;
        var results = ResultsAsync(context, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (results.ConfigureAwait(false))
        {
            DataLakeException? failure = null;
            while (failure is null)
            {
                try
                {
                    if (!await results.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (OperationCanceledException) when (context.TimeLimit.IsTimeUp && hadTime && !isDone && !GoesOnElsewhere)
                {
                    // Another run of the same length would come no further.
                    failure = TooLittleTime(context.TimeLimit);
                    context.IsTooLongForRun = true;
                }

                isDone |= failure is null && results.Current.Receipt is { Status: not ReceiptStatus.Unchanged };
                yield return failure is null ? results.Current : new LakeJobEvent(step.Name, Receipt: null, failure);
            }
        }
    }

    /// <summary>Whether the work goes on when the run has ended, so that the next run finds it done.</summary>
    protected virtual bool GoesOnElsewhere => false;

    /// <summary>The results of the step, until an error.</summary>
    protected abstract IAsyncEnumerable<LakeJobEvent> ResultsAsync(StepContext context, CancellationToken cancellationToken);

    /// <summary>The model, and the engine for it, which is not loaded before it is asked for.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidModel"/>, <see cref="DataLakeError.EngineNotInstalled"/>.</exception>
    protected (TableModel Model, IEngine Engine) LoadModel()
    {
        var model = TableModel.Load(settings.ModelOf(step));
        return (model, settings.EngineFor(model));
    }

    /// <summary>A step that was not run, and why.</summary>
    protected LakeJobEvent Skipped(string reason) => new(step.Name, Receipt: null, Error: null) { Skipped = new SkippedStep(step.Name, reason) };

    private DataLakeException TooLittleTime(RunTimeLimit limit) => new(
        DataLakeError.EngineFailed,
        string.Create(CultureInfo.InvariantCulture, $"The {limit.Total.TotalSeconds:0} seconds of a run are too few for the step '{step.Name}': nothing of it was published."),
        $"Allow a run more time, or the engine more of the machine ({LakeSetting.MemoryLimit}, and a function more memory, which brings more processor); or make the tables where there is no such limit.",
        step.Name);
}
