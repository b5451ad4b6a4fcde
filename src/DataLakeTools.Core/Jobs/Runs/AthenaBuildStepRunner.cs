using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Tables.Athena;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Has the tables of a step made in AWS. When the time is up, or the run is stopped, what AWS does goes on.</summary>
/// <param name="step">The step.</param>
/// <param name="settings">The settings of the run.</param>
internal sealed class AthenaBuildStepRunner(BuildTablesStep step, RunSettings settings) : TableStepRunner(step, settings)
{
    protected override bool GoesOnElsewhere => true;

    protected override async IAsyncEnumerable<LakeJobResult> ResultsAsync(StepContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workflow = Settings.WorkflowOf(step);
        if (Settings.WhatIf)
        {
            var days = await RawInputs.ListAsync(context.Store, DateOnly.MaxValue, oneDay: false, cancellationToken).ConfigureAwait(false);
            var raw = days.Values.SelectMany(folders => folders).Select(folder => (folder.Key, folder.State.Bytes)).ToList();
            yield return Skipped($"{AthenaEstimate.Of(TableModel.Load(), raw, context.Date)}, of what Raw holds now. Nothing is started in a run that only shows what it would do.");
            yield break;
        }

        var started = context.Clock.GetTimestamp();
        var build = await workflow.RunAsync(
            context.Date, Settings.StoreOptionsOf(step), execution => context.Reporter.Verbose($"Athena makes the tables: {execution}."), context.Clock, cancellationToken).ConfigureAwait(false);
        var lake = context.Store.Lake;
        var key = build.ManifestKey(context.Date);
        var manifest = await context.Store.FindAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new DataLakeException(
            DataLakeError.InvalidOption,
            $"The workflow has made tables, but not in the lake '{lake}', which has no {key}.",
            "Name the lake that it was applied for (terraform output -raw lake).",
            lake.ToString());
        yield return new LakeJobResult(step.Name, ReceiptOf(manifest.Size, build.Rows, key, lake, context.Clock.GetElapsedTime(started)), Error: null);
    }

    // AWS wrote it, so that nothing of it was compared here.
    private static Receipt ReceiptOf(long size, long rows, string key, LakeAddress lake, TimeSpan duration) => new()
    {
        Status = ReceiptStatus.Uploaded,
        Lake = lake.ToString(),
        Key = key,
        Address = lake.AddressOf(key),
        Size = size,
        Verified = false,
        Rows = rows,
        Duration = duration,
    };
}
