using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>
/// Sends CSV files to a lake, byte for byte. One pass over the file reads it, checks it, computes its checksum and
/// submits its parts. A store that does not keep the bytes of a part reads them again when it sends the part, and sends
/// nothing else than what was checked. A file that fails its check is not published.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="options">How files are sent.</param>
/// <param name="reporter">Receives details and warnings.</param>
/// <param name="clock">Measures durations.</param>
public sealed class RawCsvSender(ILakeStore store, RawCsvOptions options, IReporter reporter, TimeProvider clock)
{
    private const string ContentType = "text/csv";

    // After this many lost races the sender gives up: somebody else replaces the object again and again.
    private const int MaxReplacements = 3;

    /// <summary>Sends one file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="cancellationToken">Stops the sending; nothing of it stays in the lake, unless the answer to its last write is not there yet, which is told.</param>
    /// <exception cref="DataLakeException">The file cannot be read or fails its check, or the lake refuses the write.</exception>
    public async Task<Receipt> SendAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var started = clock.GetTimestamp();
        using var progress = new ProgressMeter(System.IO.Path.GetFileName(path), reporter, clock);
        for (var round = 1; ; round++)
        {
            try
            {
                return await SendOrRestartAsync(path, started, progress, cancellationToken).ConfigureAwait(false);
            }
            catch (DataLakeException exception) when (options.Force && exception.Error is DataLakeError.ObjectExists or DataLakeError.ObjectChanged)
            {
                // What is there by then is replaced: the last writer wins.
                var key = options.KeyFor(path).Value;
                if (round == MaxReplacements)
                {
                    if (exception.Error == DataLakeError.ObjectChanged)
                    {
                        throw;
                    }

                    throw LakeConflict.Changed(store.Lake, key);
                }

                reporter.Verbose($"Somebody else wrote {store.Lake.AddressOf(key)} at the same time; '{path}' replaces that.");
            }
        }
    }

    private async Task<Receipt> SendOrRestartAsync(string path, long started, ProgressMeter progress, CancellationToken cancellationToken)
    {
        try
        {
            return await SendUnlessSameAsync(path, started, options.NoResume ? EarlierUploadAction.Remove : EarlierUploadAction.Resume, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException exception) when (exception.IsUploadLost)
        {
            // Another sender of the same key worked on the same upload and ended it, or a program aborted it. The object is
            // looked up again, and EarlierUploadAction.Ignore creates an upload that no other sender resumes.
            reporter.Verbose($"{exception.Message} '{path}' is sent from its beginning.");
            return await SendUnlessSameAsync(path, started, EarlierUploadAction.Ignore, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Receipt> SendUnlessSameAsync(string path, long started, EarlierUploadAction earlier, ProgressMeter progress, CancellationToken cancellationToken)
    {
        var key = options.KeyFor(path);
        using var source = SourceFile.Open(path);
        var existing = await store.FindForWriteAsync(key.Value, cancellationToken).ConfigureAwait(false);
        if (existing is not null)
        {
            if (await CompareAsync(source, existing, progress, cancellationToken).ConfigureAwait(false) is { } same)
            {
                reporter.Verbose($"{store.Lake.AddressOf(key.Value)} already has the bytes of '{path}'; nothing was sent.");
                return ReceiptOf(
                    source, key, started, same.Summary, new UploadResult(UploadOutcome.SameAlreadyThere, same.Checksum, Verified: true, Parts: 0), existing);
            }

            if (!options.Force)
            {
                ThrowIfInvalid(source, cancellationToken);
                throw LakeConflict.Exists(store.Lake, key.Value);
            }
        }

        return await UploadAsync(source, key, existing, earlier, started, progress, cancellationToken).ConfigureAwait(false);
    }

    // Checked before ObjectExists is reported: that error leads users to -Force, and an invalid file must not be sent with
    // it.
    private void ThrowIfInvalid(SourceFile source, CancellationToken cancellationToken)
    {
        if (new SourceFilePass(source, options, computesChecksum: false).CheckToEnd(cancellationToken) is { IsValid: false } summary)
        {
            throw CsvCheckFailure.Of(source.Path, summary);
        }
    }

    private async Task<Receipt> UploadAsync(
        SourceFile source, LakeKey key, StoredObject? existing, EarlierUploadAction earlier, long started, ProgressMeter progress, CancellationToken cancellationToken)
    {
        progress.Begin("Sending", source.Length);
        var condition = existing is null ? WriteCondition.IfAbsent : WriteCondition.IfUnchanged(existing);
        var upload = store.BeginUpload(new LakeWrite(key.Value, source.Length, condition, ContentType) { BytesMoved = progress.Add, Earlier = earlier, Source = source });
        await using (upload.ConfigureAwait(false))
        {
            var pass = new SourceFilePass(source, options, computesChecksum: false);
            await upload.SubmitPartsAsync(source.Length, Fill, cancellationToken).ConfigureAwait(false);

            // A file that failed is read to its end all the same, so that the error can say how much is wrong.
            var summary = pass.CheckToEnd(cancellationToken);
            source.ThrowIfChanged();
            if (summary is { IsValid: false })
            {
                throw CsvCheckFailure.Of(source.Path, summary);
            }

            var result = await upload.CommitAsync(cancellationToken).ConfigureAwait(false);
            if (result.Outcome != UploadOutcome.WhatIf)
            {
                reporter.Verbose($"'{source.Path}' is at {store.Lake.AddressOf(key.Value)}: {source.Length} bytes, {result.Checksum}.");
            }

            return ReceiptOf(source, key, started, summary, result, existing);

            bool Fill(PartBuffer part)
            {
                pass.Fill(part, cancellationToken);
                return !pass.HasFailed;
            }
        }
    }

    // Null when the two differ, or cannot be shown to be the same.
    private async Task<(CsvSummary? Summary, Checksum Checksum)?> CompareAsync(
        SourceFile source, StoredObject existing, ProgressMeter progress, CancellationToken cancellationToken)
    {
        if (existing.Size != source.Length)
        {
            return null;
        }

        foreach (var begin in store.ComparisonsWith(existing))
        {
            progress.Begin("Comparing", source.Length);
            var comparison = begin();
            await using (comparison.ConfigureAwait(false))
            {
                var pass = new SourceFilePass(source, options, computesChecksum: true);
                var buffer = ReadBuffer.New();
                while (!pass.IsAtEnd)
                {
                    var read = pass.Fill(buffer, cancellationToken);
                    await comparison.AppendAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    progress.Add(read);
                }

                if (await comparison.IsSameAsync(cancellationToken).ConfigureAwait(false))
                {
                    source.ThrowIfChanged();
                    var summary = pass.CheckToEnd(cancellationToken);
                    return summary is { IsValid: false }
                        ? throw CsvCheckFailure.Of(source.Path, summary, store.Lake.AddressOf(existing.Key))
                        : (summary, Checksum.OfCrc32C(pass.Crc32C));
                }
            }

            // Where the object is replaced anyway, a comparison that is wrong in saying "different" costs no more than an upload, so
            // only the first and cheapest is made: that is the one of all bytes where the lake knows neither checksum nor usable ETag.
            if (options.Force)
            {
                break;
            }
        }

        return null;
    }

    // What the check found is told whether the file was sent or was there already: whoever sends it every night reads it every day.
    // It is told once, when the file is in the lake: a send may begin anew, and one that fails has an error of its own.
    private Receipt ReceiptOf(SourceFile source, LakeKey key, long started, CsvSummary? summary, UploadResult result, StoredObject? existing)
    {
        if (summary?.Warning is { } warning)
        {
            reporter.Warning($"'{source.Path}': {warning}");
        }

        if (summary is not null)
        {
            reporter.Verbose($"'{source.Path}' was read with {CsvHeader.Shown(summary.Delimiter)} between fields.");
        }

        return result.ToReceipt(store.Lake, key.Value, source.Length, existing is not null, clock.GetElapsedTime(started)) with
        {
            Source = source.Path,
            Rows = summary is { IsValid: true } ? summary.Rows : null,
            Columns = summary is { IsValid: true } ? summary.Columns.Count : null,
        };
    }
}
