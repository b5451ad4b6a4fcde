using System.Runtime.CompilerServices;
using DataLakeTools.Core.Answers;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Answers the questions of a step on a page in the lake.</summary>
/// <param name="step">The step.</param>
/// <param name="settings">The settings of the run.</param>
internal sealed class ExportDashboardStepRunner(ExportDashboardStep step, RunSettings settings) : TableStepRunner(step, settings)
{
    private const string NothingMade = "The steps before it make the tables, and nothing is made in a run that only shows what it would do, so there is nothing to ask.";

    public override async IAsyncEnumerable<LakeJobEvent> RunAsync(StepContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Settings.IsWhatIfAfter<BuildTablesStep>(step))
        {
            yield return Skipped(NothingMade);
            yield break;
        }

        var (model, engine) = LoadModel();
        var dashboard = new Dashboard(model, new DashboardOptions
        {
            Questions = step.Questions,
            Language = step.Language,
            Force = step.Force,
            Program = typeof(TableBuilder).Assembly.GetName().Version!.ToString(3),
        });
        var options = new TableReadOptions { Day = context.Date, WorkPath = Settings.WorkPathOf(step), Threads = AnswerReader.Threads, MemoryLimit = step.MemoryLimit };
        var reader = await TableReader.OpenAsync(context.Store, engine, model, options, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var page = await dashboard.MakeAsync(context.Store, reader, cancellationToken).ConfigureAwait(false);
            yield return new LakeJobEvent(step.Name, await dashboard.PublishAsync(context.Store, page, context.Clock, cancellationToken).ConfigureAwait(false), Error: null);
        }
    }
}
