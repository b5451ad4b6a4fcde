using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Core.Verification;

/// <summary>Whether a JSON file is a batch: JSON, few enough records, one structure. One record is in memory at a time.</summary>
internal sealed class BatchContentCheck : IContentCheck
{
    private static readonly Advice WriteAgain = $"Write the records again{HowTo.WriteBatches}, in batches that keep to this.";

    public async Task RunAsync(Stream content, ObjectFindings findings, CancellationToken cancellationToken)
    {
        var reader = new RawJsonReader(content, "the file");
        RecordShape? shape = null;
        var records = 0L;
        var firstMismatch = 0L;
        try
        {
            await foreach (var record in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                records++;
                shape ??= RecordShape.OfFirst(record);
                if (firstMismatch == 0 && !shape.TryJoin(record))
                {
                    firstMismatch = records;
                }
            }
        }
        catch (DataLakeException exception) when (exception.Error is DataLakeError.InvalidRecord or DataLakeError.RecordTooLarge)
        {
            findings.Add(LakeFindingKind.InvalidJson, "JSON from beginning to end", exception.Message, "Write the object again from its source; what reads it fails at this place.");
            return;
        }

        if (records is 0 or > BatchOptions.RecordLimit)
        {
            findings.Add(
                LakeFindingKind.RecordCount,
                $"1 to {BatchOptions.RecordLimit} records",
                string.Create(CultureInfo.InvariantCulture, $"{(records == 0 ? "no" : records)} {(records == 1 ? "record" : "records")}"),
                records == 0 ? "Remove the object, or write it again from its source." : WriteAgain);
        }

        if (firstMismatch > 0)
        {
            findings.Add(
                LakeFindingKind.MixedStructures,
                "records of one structure",
                string.Create(CultureInfo.InvariantCulture, $"another structure in record {firstMismatch}"),
                WriteAgain);
        }

        if (!reader.IsArray && !reader.IsOneRecordALine)
        {
            findings.Add(LakeFindingKind.NotABatch, "one JSON array, or one record a line", "records on shared or several lines", WriteAgain);
        }
    }
}
