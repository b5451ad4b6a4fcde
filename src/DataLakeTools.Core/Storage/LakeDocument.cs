namespace DataLakeTools.Core.Storage;

/// <summary>Small objects, read and written in one go.</summary>
internal static class LakeDocument
{
    private const string ContentType = "application/json";

    /// <summary>Writes an object.</summary>
    /// <exception cref="Errors.DataLakeException">The lake says no, or the condition does not hold.</exception>
    public static async Task<UploadResult> WriteAsync(
        ILakeStore store, string key, ReadOnlyMemory<byte> bytes, WriteCondition condition, CancellationToken cancellationToken)
    {
        var upload = store.BeginUpload(new LakeWrite(key, bytes.Length, condition, ContentType));
        await using (upload.ConfigureAwait(false))
        {
            for (var rest = bytes; rest.Length > 0;)
            {
                var part = await upload.RentAsync(cancellationToken).ConfigureAwait(false);
                part.Length = Math.Min(upload.PartSize, rest.Length);
                rest[..part.Length].CopyTo(part.Free);
                rest = rest[part.Length..];
                await upload.SubmitAsync(part, cancellationToken).ConfigureAwait(false);
            }

            return await upload.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
