using System.Buffers;
using System.Runtime.ExceptionServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.S3.Checksums;
using Microsoft.Win32.SafeHandles;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>
/// Writes one file of a folder lake: into a hidden file in the same folder, which is flushed to disk, read back and then
/// published atomically. Readers see the whole file or none.
/// </summary>
internal sealed class FolderUpload(FolderLakeStore store, LakeWrite write, string path, PartBufferPool buffers) : IObjectUpload
{
    private const int CopyBytes = 1024 * 1024;
    private const int OpenAttempts = 5;

    private readonly CreatedFolders _folders = new();
    private Crc32C _checksum;
    private SafeFileHandle? _file;
    private string? _partial;
    private Task _writing = Task.CompletedTask;
    private bool _published;

    // Small enough to stay in the last of the processor's caches between reading, checking and writing.
    public int PartSize => CopyBytes;

    public ValueTask<PartBuffer> RentAsync(CancellationToken cancellationToken) => buffers.RentAsync(CopyBytes, cancellationToken);

    public async ValueTask SubmitAsync(PartBuffer part, CancellationToken cancellationToken)
    {
        try
        {
            if (_checksum.ByteCount + part.Length > write.Length)
            {
                throw new InvalidOperationException($"More bytes were submitted for '{path}' than its {write.Length}.");
            }

            await _writing.ConfigureAwait(false);
            _file ??= OpenPartial();
        }
        catch
        {
            part.Dispose();
            throw;
        }

        var offset = _checksum.ByteCount;
        _checksum.Append(part.Checksum);
        _writing = WriteAsync(_file, part, offset, cancellationToken);
    }

    public async Task<UploadResult> CommitAsync(CancellationToken cancellationToken)
    {
        await _writing.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (_checksum.ByteCount != write.Length)
        {
            throw new InvalidOperationException($"Only {_checksum.ByteCount} of {write.Length} bytes were submitted for '{path}'.");
        }

        var file = _file ??= OpenPartial();
        try
        {
            // The ETag consists of size and time, and the file system's own time stamps are too coarse for it.
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            RandomAccess.FlushToDisk(file);
            VerifyWritten(file, cancellationToken);

            // Kept open as long as possible: its lock shows other writers that it is in use. Windows cannot rename it while open.
            if (OperatingSystem.IsWindows())
            {
                file.Dispose();
            }

            var etag = FolderLakeStore.ETagOf(new FileInfo(_partial!));
            var outcome = await PublishAsync(cancellationToken).ConfigureAwait(false);
            return new UploadResult(outcome, Checksum.OfCrc32C(_checksum.Value), Verified: true, Parts: 1) { ETag = outcome == UploadOutcome.Written ? etag : null };
        }
        catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
        {
            throw _published ? FolderErrors.CannotFlush(path, exception) : FolderErrors.CannotWrite(path, exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // SubmitAsync or CommitAsync has reported a failed write; here it only has to have ended.
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _file?.Dispose();
        if (_published)
        {
            return;
        }

        try
        {
            if (_partial is not null && File.Exists(_partial))
            {
                File.Delete(_partial);
            }

            _folders.RemoveEmpty();
        }
        catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
        {
            store.Reporter.Warning($"The unfinished file '{_partial}' could not be removed ({exception.Message}); remove it later.");
        }
    }

    private async Task WriteAsync(SafeFileHandle file, PartBuffer part, long offset, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(file, part.Filled, offset, cancellationToken).ConfigureAwait(false);
            write.BytesMoved?.Invoke(part.Length);
        }
        catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
        {
            throw FolderErrors.CannotWrite(path, exception);
        }
        finally
        {
            part.Dispose();
        }
    }

    private SafeFileHandle OpenPartial()
    {
        var folder = Path.GetDirectoryName(path)!;
        ExceptionDispatchInfo? lastFailure = null;

        // Another writer that fails may remove the empty folder between its creation and the opening of the file.
        for (var attempt = 0; attempt < OpenAttempts; attempt++)
        {
            try
            {
                _folders.Create(folder);
                RemoveEarlier(folder);
                _partial = Path.Combine(folder, PartialFiles.NewName(Path.GetFileName(path)));
                return File.OpenHandle(
                    _partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, preallocationSize: write.Length);
            }
            catch (DirectoryNotFoundException exception)
            {
                lastFailure = ExceptionDispatchInfo.Capture(exception);
            }
            catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
            {
                throw FolderErrors.CannotOpen(path, exception);
            }
        }

        throw FolderErrors.CannotWrite(path, lastFailure!.SourceException);
    }

    private void RemoveEarlier(string folder)
    {
        if (write.Earlier != EarlierUploadAction.Ignore && PartialFiles.RemoveAbandoned(folder, Path.GetFileName(path)) is var removed and > 0)
        {
            store.Reporter.Verbose($"What an earlier write of '{path}' had left unfinished was removed ({removed}).");
        }
    }

    private void VerifyWritten(SafeFileHandle file, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes / 4);
        var stored = default(Crc32C);
        try
        {
            for (int read; (read = RandomAccess.Read(file, buffer, stored.ByteCount)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                stored.Append(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (stored != _checksum)
        {
            throw new DataLakeException(
                DataLakeError.ChecksumMismatch,
                $"What the disk holds for '{path}' is not what was written ({stored.ByteCount} bytes, checksum {stored.ToBase64()}; written {_checksum.ByteCount}, {_checksum.ToBase64()}).",
                "Nothing was published. Check the disk and run again.",
                path);
        }
    }

    private async Task<UploadOutcome> PublishAsync(CancellationToken cancellationToken)
    {
        if (write.Condition.MustMatch is { } seen)
        {
            // Held for the check and the rename, so that two replacing writers cannot both pass the check.
            using var fileLock = await ReplaceLock.AcquireAsync(path, cancellationToken).ConfigureAwait(false);
            if (store.Find(write.Key)?.ETag != seen)
            {
                throw LakeConflict.Changed(store.Lake, write.Key);
            }

            File.Move(_partial!, path, overwrite: true);
        }
        else if (!await AtomicPublication.TryPublishAsync(_partial!, path, cancellationToken).ConfigureAwait(false))
        {
            return File.Exists(path) && await SameBytesAsync(cancellationToken).ConfigureAwait(false)
                ? UploadOutcome.SameAlreadyThere
                : throw LakeConflict.Exists(store.Lake, write.Key);
        }

        _published = true;
        _folders.FlushToDisk();
        DirectoryEntry.FlushToDisk(Path.GetDirectoryName(path)!);
        return UploadOutcome.Written;
    }

    private async Task<bool> SameBytesAsync(CancellationToken cancellationToken)
    {
        var theirs = new StreamComparison(token => store.OpenReadAsync(write.Key, token));
        var ours = File.OpenRead(_partial!);
        await using (theirs.ConfigureAwait(false))
        await using (ours.ConfigureAwait(false))
        {
            var buffer = new byte[CopyBytes / 4];
            for (int read; (read = await ours.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                await theirs.AppendAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            return await theirs.IsSameAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
