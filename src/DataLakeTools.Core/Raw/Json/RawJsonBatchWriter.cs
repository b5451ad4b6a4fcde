using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Writes finished batches to a lake. The name of a file is made from its content, so the same batch again is
/// <see cref="ReceiptStatus.Unchanged"/>, and a different batch whose name is taken gets the next name.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="options">Where the files are put.</param>
/// <param name="reporter">Receives verbose messages.</param>
/// <param name="clock">Measures durations.</param>
public sealed class RawJsonBatchWriter(ILakeStore store, RawJsonOptions options, IReporter reporter, TimeProvider clock)
{
    /// <summary>How many files callers write at one time.</summary>
    public const int FilesAtOnce = 4;

    private const string ContentType = "application/json";

    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);

    /// <summary>Writes one batch. Several may be written in parallel.</summary>
    /// <param name="batch">The batch; the caller disposes it afterwards.</param>
    /// <param name="cancellationToken">Stops the writing; nothing of the batch stays in the lake, unless the answer to its last write is not there yet, which is told.</param>
    /// <exception cref="DataLakeException">The lake refuses the write.</exception>
    public async Task<Receipt> WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var started = clock.GetTimestamp();
        for (var attempt = 0; attempt < BatchName.MaxAttempts; attempt++)
        {
            var key = options.KeyFor(batch.GetName(attempt));
            if (await TryWriteAsync(batch, key, cancellationToken).ConfigureAwait(false) is { } result)
            {
                _keys[key.Value] = true;
                return ReceiptOf(batch, key, started, result);
            }

            reporter.Verbose($"{store.Lake.AddressOf(key.Value)} is taken by other content; the next name is tried.");
        }

        throw LakeConflict.NameTaken(store.Lake, options.KeyFor(batch.Name).Value);
    }

    /// <summary>Whether this run has put an object at this key, or found its own content there.</summary>
    /// <param name="key">The key inside the lake.</param>
    public bool HasWritten(string key) => _keys.ContainsKey(key);

    /// <summary>Counts a file as one of this run, though an earlier, interrupted run has written it.</summary>
    /// <param name="fileName">The name of the file.</param>
    internal void CountAsWritten(string fileName) => _keys[options.KeyFor(fileName).Value] = true;

    /// <summary>
    /// The objects in the run's folder that this run has not written: without them the folder holds exactly this run.
    /// </summary>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async IAsyncEnumerable<StoredObject> FindFilesOfOtherRunsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in options.ListAsync(store, cancellationToken).ConfigureAwait(false))
        {
            if (!HasWritten(found.Key))
            {
                yield return found;
            }
        }
    }

    /// <summary>Removes an object of an earlier run.</summary>
    /// <param name="other">What <see cref="FindFilesOfOtherRunsAsync"/> found.</param>
    /// <param name="cancellationToken">Stops the removal.</param>
    public Task RemoveAsync(StoredObject other, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(other);
        return store.DeleteAsync(other.Key, cancellationToken);
    }

    // Another writer may create the object between the check and the write, perhaps with the same content: two equal batches
    // of one run, or two runs at the same time. So the object is compared once more before the name counts as taken.
    private async Task<UploadResult?> TryWriteAsync(RecordBatch batch, LakeKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await CompareOrWriteAsync(batch, key, cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException exception) when (exception.Error == DataLakeError.ObjectExists)
        {
            return await CompareOrWriteAsync(batch, key, cancellationToken).ConfigureAwait(false);
        }
    }

    // Null when the name is taken by other content.
    private async Task<UploadResult?> CompareOrWriteAsync(RecordBatch batch, LakeKey key, CancellationToken cancellationToken)
    {
        var existing = await store.FindForWriteAsync(key.Value, cancellationToken).ConfigureAwait(false);
        if (existing is not null)
        {
            return await IsSameAsync(batch, existing, cancellationToken).ConfigureAwait(false)
                ? new UploadResult(UploadOutcome.SameAlreadyThere, ChecksumOf(batch), Verified: true, Parts: 0)
                : null;
        }

        var upload = store.BeginUpload(new LakeWrite(key.Value, batch.Length, WriteCondition.IfAbsent, ContentType));
        await using (upload.ConfigureAwait(false))
        {
            var content = batch.OpenRead();
            await using (content.ConfigureAwait(false))
            {
                await upload.SubmitPartsAsync(batch.Length, part => Fill(part, content), cancellationToken).ConfigureAwait(false);
            }

            return await upload.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool Fill(PartBuffer part, Stream content)
    {
        while (part.Window is { IsEmpty: false } window && content.Read(window.Span) is > 0 and var read)
        {
            part.Advance(read);
        }

        return true;
    }

    private Task<bool> IsSameAsync(RecordBatch batch, StoredObject existing, CancellationToken cancellationToken)
    {
        return store.IsSameAsync(existing, batch.Length, AppendAsync, cancellationToken);

        async Task AppendAsync(IContentComparison comparison)
        {
            foreach (var piece in batch.Content)
            {
                await comparison.AppendAsync(piece, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static Checksum ChecksumOf(RecordBatch batch)
    {
        var checksum = default(Crc32C);
        foreach (var piece in batch.Content)
        {
            checksum.Append(piece.Span);
        }

        return Checksum.OfCrc32C(checksum.Value);
    }

    private Receipt ReceiptOf(RecordBatch batch, LakeKey key, long started, UploadResult result) =>
        result.ToReceipt(store.Lake, key.Value, batch.Length, replaces: false, clock.GetElapsedTime(started)) with { Source = batch.Structure, Records = batch.RecordCount };
}
