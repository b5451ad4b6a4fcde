using System.Collections.Concurrent;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>
/// The state of one step over all runs of a job and date: which titles are in the lake, which TMDB does not know, and which
/// files a run was about to write when it was interrupted.
/// </summary>
internal sealed class StepCheckpoint(string step, string? fingerprint, string document) : IBatchJournal, IEarlierTitles
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _taken = [];
    private readonly ConcurrentDictionary<string, TitleIds> _inFlight = new(StringComparer.Ordinal);
    private long _unknownBefore;
    private long _unknownSince;

    /// <summary>The name of the step.</summary>
    public string Step { get; set; } = step;

    /// <summary>Which titles the step selects, as <see cref="Runs.RunSettings.FingerprintOf"/> gives it: another selection starts over.</summary>
    public string? Fingerprint { get; } = fingerprint;

    /// <summary>The path or address of the document that has the step, without extension.</summary>
    public string Document { get; set; } = document;

    /// <summary>Whether an earlier run has done the whole step.</summary>
    public bool IsComplete { get; set; }

    /// <summary>How many titles earlier runs have written.</summary>
    public long TitlesKept { get; set; }

    /// <summary>How many titles there may be over all runs, where the step asks for so many; else null.</summary>
    public long? MaxTitles { get; set; }

    /// <summary>The titles that are in the lake.</summary>
    public TitleIds Done { get; init; } = new();

    /// <summary>The titles that TMDB does not know.</summary>
    public TitleIds Unknown { get; init; } = new();

    /// <summary>The names of the files that are in the lake, without extension.</summary>
    public List<string> Files { get; init; } = [];

    /// <summary>The files that are about to be written.</summary>
    public List<PendingBatch> Pending { get; init; } = [];

    /// <summary>Writes the checkpoint; set by the checkpoint of the job.</summary>
    public Func<CancellationToken, Task> SaveAsync { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Reads or changes the state under its lock.</summary>
    public T Locked<T>(Func<StepCheckpoint, T> work)
    {
        lock (_lock)
        {
            return work(this);
        }
    }

    // A step fetches either entries or details, and what it has kept is what it fetches.
    public EarlierOutcome? Find(TmdbItemId id, bool isEntry)
    {
        lock (_lock)
        {
            return Done.Contains(id) ? EarlierOutcome.InLake : Unknown.Contains(id) ? EarlierOutcome.NotInTmdb : null;
        }
    }

    public bool TryClaim(in TmdbResult result)
    {
        lock (_lock)
        {
            if (result.Record is not { Id: > 0 } record)
            {
                if (result is not { Error.Error: DataLakeError.TmdbNotFound, RequestedId: { } unknown })
                {
                    return true;
                }

                if (!HasRoom)
                {
                    return false;
                }

                _unknownSince++;
                Unknown.Add(unknown);
                return true;
            }

            if (Done.Tmdb.Contains(record.Id) || _taken.Contains(record.Id) || !HasRoom)
            {
                // The title was requested by another id, which is then done, too.
                if (result.RequestedId is { } other && Done.Tmdb.Contains(record.Id))
                {
                    Done.Add(other);
                }

                return false;
            }

            _taken.Add(record.Id);
            var titles = new TitleIds();
            titles.Add(record.Id);
            if (result.RequestedId is { } asked)
            {
                titles.Add(asked);
            }

            _inFlight[RawRecord.From(record).Identifier!] = titles;
            return true;
        }
    }

    public async Task BeginAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        var titles = new TitleIds();
        foreach (var identifier in batch.Identifiers)
        {
            if (identifier is not null && _inFlight.TryRemove(identifier, out var title))
            {
                titles.Add(title);
            }
        }

        lock (_lock)
        {
            // An interrupted run may have been about to write the same file.
            if (!Pending.Exists(pending => pending.Sha256.AsSpan().SequenceEqual(batch.Sha256.Span)))
            {
                Pending.Add(new PendingBatch(batch.Sha256.ToArray(), batch.Length, titles));
            }
        }

        await SaveAsync(cancellationToken).ConfigureAwait(false);
    }

    public void End(RecordBatch batch, Receipt receipt)
    {
        // What the lake did not prove stays pending, so that the next run looks whether it is there.
        if (receipt.Status != ReceiptStatus.Unproved)
        {
            MarkWritten(
                Locked(_ => Pending.First(pending => pending.Sha256.AsSpan().SequenceEqual(batch.Sha256.Span))),
                receipt.Key[(receipt.Key.LastIndexOf('/') + 1)..]);
        }
    }

    /// <summary>Counts the titles of a file that is in the lake as done.</summary>
    /// <param name="pending">The file.</param>
    /// <param name="name">The name that it has in the lake.</param>
    public void MarkWritten(PendingBatch pending, string name) => Locked(_ =>
    {
        Done.Add(pending.Titles);
        Files.Add(Path.GetFileNameWithoutExtension(name));
        return Pending.Remove(pending);
    });

    /// <summary>Drops a pending file: its titles are counted already, or it is not in the lake.</summary>
    /// <param name="pending">The file.</param>
    public void Forget(PendingBatch pending) => Locked(_ => Pending.Remove(pending));

    /// <summary>Counts what earlier runs have done, before this one adds to it.</summary>
    public void CountEarlierRuns()
    {
        TitlesKept = Done.TitleCountAtLeast;
        _unknownBefore = Unknown.Tmdb.Count + Unknown.Imdb.Count;
    }

    // TMDB's list may have new titles since the interrupted run; the limit is that of all runs together. Null is no limit, and
    // no number is above or below null.
    private bool HasRoom => !(TitlesKept + _unknownBefore + _unknownSince + _taken.Count >= MaxTitles);
}
