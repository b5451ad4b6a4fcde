using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Runs the data tests of a step; each finding is a failure.</summary>
/// <param name="step">The step.</param>
/// <param name="settings">The settings of the run.</param>
internal sealed class TestTablesStepRunner(TestTablesStep step, RunSettings settings) : TableStepRunner(step, settings)
{
    // Reports keep every failure, and a test may find something in millions of rows.
    private const int FindingsOfTest = 100;

    private const string NothingMade = "The steps before it make the tables, and nothing is made in a run that only shows what it would do, so there is nothing to test.";

    public override async IAsyncEnumerable<LakeJobEvent> RunAsync(StepContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Settings.IsWhatIfAfter<BuildTablesStep>(step))
        {
            yield return Skipped(NothingMade);
            yield break;
        }

        var (model, engine) = LoadModel();
        var options = new TableReadOptions { Day = context.Date, WorkPath = Settings.WorkPathOf(step), Threads = step.ThrottleLimit, MemoryLimit = step.MemoryLimit };
        var reader = await TableReader.OpenAsync(context.Store, engine, model, options, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            foreach (var table in step.Tables.Count == 0 ? (IReadOnlyList<string?>)[null] : step.Tables)
            {
                var counts = new Dictionary<(string Table, string Test), long>();
                await foreach (var finding in reader.TestAsync(table, context.Date, cancellationToken).ConfigureAwait(false))
                {
                    var test = (finding.Table, finding.Test);
                    var count = counts[test] = counts.GetValueOrDefault(test) + 1;
                    if (count <= FindingsOfTest)
                    {
                        yield return Failure(finding.Table, $"The data test '{finding.Test}' of the table '{finding.Table}' found '{finding.Key}': {finding.Finding}.");
                    }
                }

                foreach (var ((ofTable, test), count) in counts.Where(pair => pair.Value > FindingsOfTest))
                {
                    yield return Failure(ofTable, $"The data test '{test}' of the table '{ofTable}' found {Count.Of(count - FindingsOfTest, "more row")}.");
                }
            }
        }
    }

    private LakeJobEvent Failure(string table, string message) => new(step.Name, Receipt: null, new DataLakeException(
        DataLakeError.TableTestFailed, message, $"Mend the raw data or the model ({LakeSetting.Model}), and make the tables again{HowTo.BuildTables}.", table));
}
