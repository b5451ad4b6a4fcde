using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Runs a step on tables.</summary>
/// <param name="step">The step.</param>
/// <param name="settings">The settings of the run.</param>
internal abstract class TableStepRunner(TableStep step, RunSettings settings) : IStepRunner
{
    /// <summary>The settings of the run.</summary>
    protected RunSettings Settings => settings;

    public abstract IAsyncEnumerable<LakeJobEvent> RunAsync(StepContext context, CancellationToken cancellationToken);

    public virtual DataLakeException? TooLittleTime(TimeSpan time) => new(
        DataLakeError.EngineFailed,
        string.Create(CultureInfo.InvariantCulture, $"The step '{step.Name}' had most of the {time.TotalSeconds:0} seconds of a run and published nothing."),
        $"Allow a run more time, or the engine more of the machine ({LakeSetting.MemoryLimit}, and a function more memory, which brings more processor); or make the tables where there is no such limit.",
        step.Name);

    /// <summary>The model, and the engine for it, which is not loaded before it is asked for.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidModel"/>, <see cref="DataLakeError.EngineNotInstalled"/>.</exception>
    protected (TableModel Model, IEngine Engine) LoadModel()
    {
        var model = TableModel.Load(settings.ModelOf(step));
        return (model, settings.EngineFor(model));
    }

    /// <summary>A step that was not run, and why.</summary>
    protected LakeJobEvent Skipped(string reason) => new(step.Name, Receipt: null, Error: null) { Skipped = new SkippedStep(step.Name, reason) };
}
