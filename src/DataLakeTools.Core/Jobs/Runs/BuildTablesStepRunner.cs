using System.Runtime.CompilerServices;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Verification;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Makes the tables of a step. What of them is published when the run is stopped is whole.</summary>
/// <param name="step">The step.</param>
/// <param name="settings">The settings of the run.</param>
internal sealed class BuildTablesStepRunner(BuildTablesStep step, RunSettings settings) : TableStepRunner(step, settings)
{
    private const string NoDataYet = "The lake or its data is not there yet, and tables are made of what it holds; what would be made is known after the steps before have run.";

    public override async IAsyncEnumerable<LakeJobEvent> RunAsync(StepContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lake = context.Store.Lake;
        var oneDay = step.Layer == TableLayer.Trusted;
        if (await LacksDataOfEarlierStepAsync(context, oneDay, cancellationToken).ConfigureAwait(false))
        {
            yield return Skipped(NoDataYet);
            yield break;
        }

        if (Settings.WhatIf && lake.Kind == LakeKind.S3)
        {
            var days = await RawInputs.ListAsync(context.Store, context.Date, oneDay: false, cancellationToken).ConfigureAwait(false);
            var largest = days.Values.Select(folders => folders.Sum(folder => folder.State.Bytes)).DefaultIfEmpty().Max();
            yield return new LakeJobEvent(step.Name, Receipt: null, Error: null) { Note = largest == 0 ? null : $"For the raw files of the largest day {new FunctionEstimate(largest)}." };
        }

        var (model, engine) = LoadModel();
        var builder = new TableBuilder(context.Store, engine, model, OptionsFor(context.Date, oneDay), context.Reporter, context.Clock);
        await foreach (var table in builder.BuildAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return new LakeJobEvent(step.Name, ReceiptOf(table, lake), Error: null);
        }
    }

    // Whether nothing is there that tables could be made of, because what would bring it has only told what it would do.
    private async Task<bool> LacksDataOfEarlierStepAsync(StepContext context, bool oneDay, CancellationToken cancellationToken)
    {
        var lake = context.Store.Lake;
        if (step.Layer == TableLayer.Refined)
        {
            return Settings.IsWhatIfAfter<BuildTablesStep>(step)
                && await new ManifestStore(context.Store).NewestDayAsync(TableLayer.Trusted, context.Date, cancellationToken).ConfigureAwait(false) is null;
        }

        return Settings.IsWhatIfAfter<RawStep>(step)
            && ((lake.Kind == LakeKind.Folder && !Directory.Exists(lake.BucketOrFolder))
                || (await RawInputs.ListAsync(context.Store, context.Date, oneDay, cancellationToken).ConfigureAwait(false)).Count == 0);
    }

    private TableBuildOptions OptionsFor(DateOnly date, bool oneDay) => new()
    {
        Day = date,
        Layer = step.Layer,
        OneDay = oneDay,
        Force = step.Force,
        WhatIf = Settings.WhatIf,
        WorkPath = Settings.WorkPathOf(step),
        Threads = step.ThrottleLimit,
        MemoryLimit = step.MemoryLimit,
        Program = typeof(TableBuilder).Assembly.GetName().Version!.ToString(3),
    };

    private static Receipt ReceiptOf(LakeTableBuild table, LakeAddress lake)
    {
        var key = table.Key ?? table.Place!;
        return new Receipt
        {
            Status = table.Status switch
            {
                TableBuildStatus.WhatIf => ReceiptStatus.WhatIf,
                TableBuildStatus.Built when table.Upload is not null => table.IsReplacement ? ReceiptStatus.Replaced : ReceiptStatus.Uploaded,
                _ => ReceiptStatus.Unchanged,
            },
            Lake = table.Lake,
            Key = key,
            Address = lake.AddressOf(key),
            Size = table.Size ?? 0,
            Checksum = LakeExpectation.ReadChecksum(table.Checksum),

            // A table that is up to date was not read. One that was made again was compared, where it was not sent.
            Verified = table.Status == TableBuildStatus.Built && (table.Upload?.Verified ?? true),
            Unconditional = table.Upload?.IsUnconditional == true,
            Rows = table.Rows,
            Parts = table.Upload?.Parts ?? 0,
            BytesKept = table.Upload?.BytesKept ?? 0,
            Duration = table.Duration,
        };
    }
}
