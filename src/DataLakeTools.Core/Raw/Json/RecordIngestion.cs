using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>Writes a stream of records to a lake: batches it and writes each file as soon as it is full, while the stream goes on.</summary>
/// <param name="writer">Writes the files.</param>
/// <param name="options">The limits and the format of the files.</param>
/// <param name="reporter">Receives what is removed, and why it is not.</param>
public sealed class RecordIngestion(RawJsonBatchWriter writer, BatchOptions options, IReporter reporter)
{
    private const string NotWhole = "this run is not whole";

    private readonly ConcurrentQueue<DataLakeException> _errors = new();
    private bool _isCutShort;

    /// <summary>Whether everything has been written so far. A caller that ends the stream early says so by <see cref="CutShort"/>.</summary>
    public RunCompleteness Completeness { get; } = new();

    /// <summary>Records what each file holds, where a later run may carry this one on; else null.</summary>
    internal IBatchJournal? Journal { get; init; }

    /// <summary>Writes what comes from TMDB, to the end of the stream.</summary>
    /// <param name="results">The stream; it is read no faster than files are written.</param>
    /// <param name="replace">Whether files of earlier runs are removed at the end, if this run is complete.</param>
    /// <param name="cancellationToken">Stops; complete files stay.</param>
    public IAsyncEnumerable<RawJsonOutcome> RunAsync(IAsyncEnumerable<TmdbResult> results, bool replace, CancellationToken cancellationToken = default) =>
        RunAsync(RecordsAsync(results, cancellationToken), replace, cancellationToken);

    /// <summary>Adds an error of the stream that the stream goes on after; it comes out between the files.</summary>
    /// <param name="error">The error.</param>
    public void AddError(DataLakeException error) => _errors.Enqueue(error);

    /// <summary>
    /// Notes that the stream ends early because the time is up. Files that are not full by then are left to the next run, which
    /// would write their records once more, in files of other names, unless a journal tells it what there is.
    /// </summary>
    public void CutShort()
    {
        _isCutShort = true;
        Completeness.MarkIncomplete("the time was up");
    }

    /// <summary>Writes records, to the end of the stream.</summary>
    /// <param name="records">The stream; it is read no faster than files are written.</param>
    /// <param name="replace">Whether files of earlier runs are removed at the end, if this run is complete.</param>
    /// <param name="cancellationToken">Stops; complete files stay.</param>
    public async IAsyncEnumerable<RawJsonOutcome> RunAsync(
        IAsyncEnumerable<RawRecord> records, bool replace, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var batcher = new RecordBatcher(options, reporter) { KeepsIdentifiers = Journal is not null, DropsOpen = () => _isCutShort && Journal is null };
        var batches = batcher.BatchAsync(records, _errors.Enqueue, cancellationToken);
        var files = OrderedStream.SelectAsync(batches, RawJsonBatchWriter.FilesAtOnce, WriteAsync, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (files.ConfigureAwait(false))
        {
            for (var more = true; more;)
            {
                try
                {
                    more = await files.MoveNextAsync().ConfigureAwait(false);
                }
                catch (Exception exception) when (!WorkFailure.EndsRun(exception) && WorkFailure.IsNeitherStopNorFatal(exception, cancellationToken))
                {
                    // The stream has failed; the files before the failure are written.
                    _errors.Enqueue(WorkFailure.Of(exception));
                    more = false;
                    Completeness.MarkIncomplete(NotWhole);
                }

                while (_errors.TryDequeue(out var error))
                {
                    yield return Failed(error);
                }

                if (more)
                {
                    yield return files.Current.Error is { } error ? Failed(error) : files.Current;
                }
            }
        }

        if (replace)
        {
            await foreach (var outcome in RemoveFilesOfOtherRunsAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return outcome;
            }
        }
    }

    private async IAsyncEnumerable<RawRecord> RecordsAsync(
        IAsyncEnumerable<TmdbResult> results, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (Journal?.TryClaim(result) == false)
            {
                continue;
            }

            if (result.IsRecord)
            {
                Completeness.AddRecords();
                yield return RawRecord.From(result.Record);
            }
            else
            {
                _errors.Enqueue(result.Error);
            }
        }
    }

    private async Task<RawJsonOutcome> WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        using (batch)
        {
            try
            {
                if (Journal is not null)
                {
                    await Journal.BeginAsync(batch, cancellationToken).ConfigureAwait(false);
                }

                var receipt = await writer.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
                Journal?.End(batch, receipt);
                Completeness.MarkIncompleteIfUnproved(receipt);
                return new RawJsonOutcome(receipt, Error: null);
            }
            catch (Exception exception) when (!WorkFailure.EndsRun(exception) && WorkFailure.IsNeitherStopNorFatal(exception, cancellationToken))
            {
                return new RawJsonOutcome(Receipt: null, exception as DataLakeException ?? WorkFailure.Of(exception, batch.Name));
            }
        }
    }

    private async IAsyncEnumerable<RawJsonOutcome> RemoveFilesOfOtherRunsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Completeness.AddRecords(Journal?.TitlesKept ?? 0);
        if (Completeness.ReasonToKeep is { } reason)
        {
            reporter.Warning($"What is of earlier runs was kept, because {reason}.");
            yield break;
        }

        await foreach (var other in writer.FindFilesOfOtherRunsAsync(cancellationToken).ConfigureAwait(false))
        {
            DataLakeException? failure = null;
            try
            {
                reporter.Verbose($"{other.Key} is of an earlier run and is to be removed.");
                await writer.RemoveAsync(other, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (WorkFailure.IsNeitherStopNorFatal(exception, cancellationToken))
            {
                failure = WorkFailure.Of(exception, other.Key);
            }

            if (failure is not null)
            {
                yield return Failed(failure);
            }
        }
    }

    private RawJsonOutcome Failed(DataLakeException error)
    {
        if (RunCompleteness.MeansMissingRecords(error))
        {
            Completeness.MarkIncomplete(NotWhole);
        }

        return new RawJsonOutcome(Receipt: null, error);
    }
}
