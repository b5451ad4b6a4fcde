using System.Collections.Concurrent;
using System.Security.Cryptography;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb.Records;
using DataLakeTools.Core.Tmdb.Titles;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>
/// What is known of one step over all runs of a job and date: which titles are in the lake, which TMDB does not know, and
/// which files a run was about to write when it was interrupted.
/// </summary>
internal sealed class StepCheckpoint(string step, string? identity, string document) : IBatchJournal, ITitleMemory
{
    private readonly object _lock = new();
    private readonly HashSet<long> _taken = [];
    private readonly ConcurrentDictionary<string, TitleIds> _inFlight = new(StringComparer.Ordinal);
    private long _unknownBefore;
    private long _unknownSince;

    /// <summary>The name of the step.</summary>
    public string Step { get; set; } = step;

    /// <summary>A hash of what the step says.</summary>
    public string? Identity { get; } = identity;

    /// <summary>The path of the document that has the step.</summary>
    public string Document { get; set; } = document;

    /// <summary>Whether an earlier run has done the whole step.</summary>
    public bool IsComplete { get; set; }

    /// <summary>How many titles earlier runs have written.</summary>
    public long Kept { get; set; }

    /// <summary>How many titles there may be over all runs, where the step asks for so many; else null.</summary>
    public long? MostTitles { get; set; }

    /// <summary>The titles that are in the lake.</summary>
    public TitleIds Done { get; init; } = new();

    /// <summary>The titles that TMDB does not know.</summary>
    public TitleIds Unknown { get; init; } = new();

    /// <summary>The names of the files that are in the lake, without extension.</summary>
    public List<string> Files { get; init; } = [];

    /// <summary>The files that are about to be written.</summary>
    public List<PendingBatch> Pending { get; init; } = [];

    /// <summary>Writes the checkpoint; set by the checkpoint of the job.</summary>
    public Func<CancellationToken, Task> Save { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Reads or changes it while nobody else does.</summary>
    public T Locked<T>(Func<StepCheckpoint, T> work)
    {
        lock (_lock)
        {
            return work(this);
        }
    }

    public TitleFate? Recall(TmdbTitleId id)
    {
        lock (_lock)
        {
            return Done.Contains(id) ? TitleFate.Kept : Unknown.Contains(id) ? TitleFate.Unknown : null;
        }
    }

    public bool Takes(in TmdbResult result)
    {
        lock (_lock)
        {
            if (result.Record is not { Id: > 0 } record)
            {
                if (result is not { Error.Error: DataLakeError.TmdbNotFound, Asked: { } unknown })
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
                // The same title was asked for by another id, which is done, too.
                if (result.Asked is { } other && Done.Tmdb.Contains(record.Id))
                {
                    Done.Add(other);
                }

                return false;
            }

            _taken.Add(record.Id);
            var titles = new TitleIds();
            titles.Add(record.Id);
            if (result.Asked is { } asked)
            {
                titles.Add(asked);
            }

            _inFlight[RawRecord.From(record).Id!] = titles;
            return true;
        }
    }

    public async Task BeginAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        var titles = new TitleIds();
        foreach (var id in batch.Ids)
        {
            if (id is not null && _inFlight.TryRemove(id, out var title))
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

        await Save(cancellationToken).ConfigureAwait(false);
    }

    public void End(RecordBatch batch, Receipt receipt)
    {
        lock (_lock)
        {
            var index = Pending.FindIndex(pending => pending.Sha256.AsSpan().SequenceEqual(batch.Sha256.Span));
            Settle(Pending[index], receipt.Key[(receipt.Key.LastIndexOf('/') + 1)..]);
        }
    }

    /// <summary>
    /// Finds out which of the files that an interrupted run was about to write are there, and removes unfinished uploads of the
    /// others.
    /// </summary>
    public async Task RecoverAsync(ILakeStore store, RawJsonOptions options, IReporter reporter, CancellationToken cancellationToken)
    {
        var interrupted = Pending.ToList();
        foreach (var pending in interrupted)
        {
            if (await FindAsync(store, options, pending, cancellationToken).ConfigureAwait(false) is not { } name)
            {
                continue;
            }

            if (Files.Contains(Path.GetFileNameWithoutExtension(name)))
            {
                Locked(_ => Pending.Remove(pending));
            }
            else if (Done.Tmdb.Overlaps(pending.Titles.Tmdb))
            {
                // The file arrived after an earlier run had looked for it, and that run has fetched these titles again.
                await RemoveAsync(store, options.KeyFor(name).Value, reporter, cancellationToken).ConfigureAwait(false);
                Locked(_ => Pending.Remove(pending));
            }
            else
            {
                Locked(_ => Settle(pending, name));
            }
        }

        Kept = Done.Count;
        _unknownBefore = Unknown.Count;
        if (interrupted.Count > 0)
        {
            // The hidden temporary file of a folder lake does not name its key; no file of ours begins with a dot.
            var keys = interrupted.SelectMany(pending => pending.Names).Select(name => options.KeyFor(name).Value).ToHashSet(StringComparer.Ordinal);
            var hidden = options.KeyFor("x").Folder + "/.";
            await UnfinishedObjects.RemoveAsync(
                store, key => keys.Contains(key) || key.StartsWith(hidden, StringComparison.Ordinal), reporter, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Removes files that arrived in the lake after this run had looked for them, because the last request of a killed run was
    /// still under way. Their titles are in files of this run.
    /// </summary>
    public async Task RemoveLateAsync(
        ILakeStore store, RawJsonOptions options, RawJsonBatchWriter writer, IReporter reporter, CancellationToken cancellationToken)
    {
        foreach (var pending in Locked(_ => Pending.ToList()))
        {
            var name = await FindAsync(store, options, pending, cancellationToken).ConfigureAwait(false);
            if (name is not null && !writer.HasWritten(options.KeyFor(name).Value))
            {
                await RemoveAsync(store, options.KeyFor(name).Value, reporter, cancellationToken).ConfigureAwait(false);
            }

            Locked(_ => Pending.Remove(pending));
        }
    }

    // The list of TMDB may have changed since the interrupted run: titles that are new in it must not exceed the limit.
    private bool HasRoom => !(Kept + _unknownBefore + _unknownSince + _taken.Count >= MostTitles);

    private static async Task RemoveAsync(ILakeStore store, string key, IReporter reporter, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        reporter.Verbose($"{key} arrived late from an interrupted run; its titles are in other files, and it was removed.");
    }

    private static async Task<string?> FindAsync(ILakeStore store, RawJsonOptions options, PendingBatch pending, CancellationToken cancellationToken)
    {
        foreach (var name in pending.Names)
        {
            var key = options.KeyFor(name).Value;
            if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return null;
            }

            if (found.Size == pending.Length && await HashOfAsync(store, key, cancellationToken).ConfigureAwait(false) is { } hash && hash.AsSpan().SequenceEqual(pending.Sha256))
            {
                return name;
            }
        }

        return null;
    }

    private static async Task<byte[]> HashOfAsync(ILakeStore store, string key, CancellationToken cancellationToken)
    {
        var stream = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool Settle(PendingBatch pending, string name)
    {
        Done.Add(pending.Titles);
        Files.Add(Path.GetFileNameWithoutExtension(name));
        return Pending.Remove(pending);
    }
}
