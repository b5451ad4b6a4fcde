namespace DataLakeTools.Core.Storage;

/// <summary>Reads and writes small objects whole.</summary>
internal static class SmallObject
{
    private const string JsonType = "application/json";

    /// <summary>Reads a small object; null if it does not exist.</summary>
    /// <exception cref="Errors.DataLakeException">The lake cannot be read.</exception>
    public static async Task<(StoredObject Found, byte[] Bytes)?> ReadAsync(ILakeStore store, string key, CancellationToken cancellationToken) =>
        await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } found
            ? (found, await ReadAsync(store, found, cancellationToken).ConfigureAwait(false))
            : null;

    /// <summary>Reads the small object that a write with a condition may meet; null if none is known, see <see cref="ILakeStore.FindForWriteAsync"/>.</summary>
    /// <exception cref="Errors.DataLakeException">The lake cannot be read.</exception>
    public static async Task<(StoredObject Found, byte[] Bytes)?> ReadForWriteAsync(ILakeStore store, string key, CancellationToken cancellationToken) =>
        await store.FindForWriteAsync(key, cancellationToken).ConfigureAwait(false) is { } found
            ? (found, await ReadAsync(store, found, cancellationToken).ConfigureAwait(false))
            : null;

    /// <summary>Reads a small object that was found.</summary>
    /// <exception cref="Errors.DataLakeException">The lake cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(ILakeStore store, StoredObject found, CancellationToken cancellationToken)
    {
        var stream = await store.OpenReadAsync(found.Key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream((int)found.Size);
            await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes.ToArray();
        }
    }

    /// <summary>Writes an object.</summary>
    /// <exception cref="Errors.DataLakeException">The lake cannot be written, or the condition fails.</exception>
    public static async Task<UploadResult> WriteAsync(
        ILakeStore store, string key, ReadOnlyMemory<byte> bytes, WriteCondition condition, CancellationToken cancellationToken, string contentType = JsonType, bool isSilentWhenStopped = false)
    {
        var upload = store.BeginUpload(new LakeWrite(key, bytes.Length, condition, contentType) { Earlier = EarlierUploadAction.Resume, IsSilentWhenStopped = isSilentWhenStopped });
        await using (upload.ConfigureAwait(false))
        {
            var rest = bytes;
            await upload.SubmitPartsAsync(bytes.Length, Fill, cancellationToken).ConfigureAwait(false);
            return await upload.CommitAsync(cancellationToken).ConfigureAwait(false);

            bool Fill(PartBuffer part)
            {
                var next = rest[..Math.Min(part.Window.Length, rest.Length)];
                next.CopyTo(part.Window);
                part.Advance(next.Length);
                rest = rest[next.Length..];
                return true;
            }
        }
    }
}
