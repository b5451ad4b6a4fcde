using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Athena;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Has the tables of a step made in AWS. When the time is up, or the run is stopped, what AWS does goes on.</summary>
/// <param name="step">The step.</param>
/// <param name="settings">The settings of the run.</param>
internal sealed class AthenaBuildStepRunner(BuildTablesStep step, RunSettings settings) : TableStepRunner(step, settings)
{
    public override async IAsyncEnumerable<LakeJobEvent> RunAsync(StepContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
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
        var found = await RawInputs.ListAsync(context.Store, context.Date, oneDay: false, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
        {
            throw await NoData.ErrorAsync(context.Store, context.Date, oneDay: false, cancellationToken).ConfigureAwait(false);
        }

        var build = await workflow.RunAsync(
            context.Date, found.Values.SelectMany(folders => folders), Settings.StoreOptionsOf(step), context.Reporter, context.Clock, cancellationToken).ConfigureAwait(false);
        var lake = context.Store.Lake;
        var key = build.ManifestKey(context.Date);
        var (_, manifest) = await SmallObject.ReadAsync(context.Store, key, cancellationToken).ConfigureAwait(false) ?? throw new DataLakeException(
            DataLakeError.InvalidOption,
            $"The workflow has made tables, but not in the lake '{lake}', which has no {key}.",
            "Name the lake that it was applied for (terraform output -raw lake).",
            lake.ToString());
        yield return new LakeJobEvent(step.Name, ReceiptOf(manifest, build.Rows, key, lake, context.Clock.GetElapsedTime(started)), Error: null);
    }

    // The next run finds what AWS has done.
    public override DataLakeException? TooLittleTime(TimeSpan time) => null;

    // AWS wrote it: what the lake holds was read here and checked against what the lake says of it.
    private static Receipt ReceiptOf(byte[] manifest, long rows, string key, LakeAddress lake, TimeSpan duration)
    {
        var checksum = default(Crc32C);
        checksum.Append(manifest);
        return new Receipt
        {
            Status = ReceiptStatus.Uploaded,
            Lake = lake.ToString(),
            Key = key,
            Address = lake.AddressOf(key),
            Size = manifest.Length,
            Checksum = Checksum.OfCrc32C(checksum.Value),
            Verified = true,
            Rows = rows,
            Duration = duration,
        };
    }
}
