namespace DataLakeTools.Core.Storage;

/// <summary>Small objects, read and written in one go.</summary>
internal static class LakeDocument
{
    private const string ContentType = "application/json";

    /// <summary>Reads an object that is small; null when nothing is there.</summary>
    /// <exception cref="Errors.DataLakeException">The lake refuses the request.</exception>
    public static async Task<(StoredObject Found, byte[] Bytes)?> ReadAsync(ILakeStore store, string key, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        var stream = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream((int)found.Size);
            await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            return (found, bytes.ToArray());
        }
    }

    /// <summary>Writes an object.</summary>
    /// <exception cref="Errors.DataLakeException">The lake refuses the request, or the condition does not hold.</exception>
    public static async Task<UploadResult> WriteAsync(
        ILakeStore store, string key, ReadOnlyMemory<byte> bytes, WriteCondition condition, CancellationToken cancellationToken)
    {
        var upload = store.BeginUpload(new LakeWrite(key, bytes.Length, condition, ContentType) { Earlier = EarlierUploads.Remove });
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
