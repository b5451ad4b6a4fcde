using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>
/// Writes the records of a step's JSON files in batches. The names of batches come from what is in them, so that a run after
/// an interrupted one finds its batches there, and needs no checkpoint.
/// </summary>
/// <param name="step">The step.</param>
internal sealed class SendJsonStepRunner(SendJsonStep step) : IStepRunner
{
    public async IAsyncEnumerable<LakeJobEvent> RunAsync(StepContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = step.KeyOptionsFor(context.Date);
        options.Check(context.Store.Lake);
        var writer = new RawJsonBatchWriter(context.Store, options, context.Reporter, context.Clock);
        var ingestion = new RecordIngestion(writer, step.BatchOptions, context.Reporter);
        var records = context.TimeLimit.UntilTimeIsUp(RecordsAsync(ingestion, context, cancellationToken), CutShort, context.TimeLimit.NewWorkToken);
        await foreach (var outcome in ingestion.RunAsync(records, replace: false, cancellationToken).ConfigureAwait(false))
        {
            yield return new LakeJobEvent(step.Name, outcome.Receipt, outcome.Error);
        }

        void CutShort()
        {
            ingestion.CutShort();
            context.IsCutShort = true;
        }
    }

    private async IAsyncEnumerable<RawRecord> RecordsAsync(RecordIngestion ingestion, StepContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in SourcePattern.FilesOf(step.Paths, context.BaseFolder, ingestion.AddError))
        {
            await foreach (var record in RecordsOfAsync(file, ingestion, cancellationToken).ConfigureAwait(false))
            {
                yield return record;
            }
        }
    }

    // A file that cannot be read is an error; the records before the place are written, and the other files.
    private static async IAsyncEnumerable<RawRecord> RecordsOfAsync(string file, RecordIngestion ingestion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stream stream;
        try
        {
            stream = SourceFile.OpenStream(file);
        }
        catch (DataLakeException exception)
        {
            ingestion.AddError(exception);
            yield break;
        }

        await using (stream.ConfigureAwait(false))
        {
            var number = 0;
            var (hasRecord, hasFailed) = (false, false);
            var name = Path.GetFileName(file);
            var reader = new RawJsonReader(stream, file);
            var records = reader.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (records.ConfigureAwait(false))
            {
                while (await NextAsync().ConfigureAwait(false))
                {
                    number++;
                    if (RawRecord.IsNothing(records.Current))
                    {
                        // Nothing is never data; what failed to fetch often leaves it behind.
                        continue;
                    }

                    hasRecord = true;
                    yield return new RawRecord(records.Current, Number: number, Source: name);
                }

                if (!hasFailed && (reader.IsEmpty || (number > 0 && !hasRecord && !reader.IsArray)))
                {
                    ingestion.AddError(new DataLakeException(DataLakeError.InvalidRecord, $"'{file}' has no record.", "Look at what should have written it; a file without records is [].", file));
                }
            }

            async Task<bool> NextAsync()
            {
                try
                {
                    return await records.MoveNextAsync().ConfigureAwait(false);
                }
                catch (DataLakeException exception)
                {
                    ingestion.AddError(exception);
                    hasFailed = true;
                    return false;
                }
            }
        }
    }
}
