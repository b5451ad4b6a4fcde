using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Storage;

/// <summary>Short ways to write and to read.</summary>
internal static class Writes
{
    public static async Task<UploadResult> WriteAsync(
        this ILakeStore store, string key, byte[] content, WriteCondition? condition = null, CancellationToken cancellation = default)
    {
        await using var upload = store.BeginUpload(new LakeWrite(key, content.Length, condition ?? WriteCondition.IfAbsent, "text/csv"));
        await upload.SubmitAllAsync(content, cancellation);
        return await upload.CommitAsync(cancellation);
    }

    public static async Task SubmitAllAsync(this IObjectUpload upload, byte[] content, CancellationToken cancellation = default)
    {
        for (var sent = 0; sent < content.Length;)
        {
            var part = await upload.RentAsync(cancellation);
            var next = Math.Min(part.Window.Length, content.Length - sent);
            content.AsSpan(sent, next).CopyTo(part.Window.Span);
            part.Advance(next);
            sent += next;
            await upload.SubmitAsync(part, cancellation);
        }
    }

    public static async Task<byte[]> ReadAsync(this ILakeStore store, string key)
    {
        await using var stream = await store.OpenReadAsync(key, CancellationToken.None);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    public static async Task<StoredObject> SeeAsync(this ILakeStore store, string key) =>
        await store.FindAsync(key, CancellationToken.None) ?? throw new InvalidOperationException($"Nothing is at {key}.");

    public static async Task<DataLakeException> FailsAsync(DataLakeError error, Func<Task> work)
    {
        var failure = await Assert.ThrowsAsync<DataLakeException>(work);
        Assert.Equal(error, failure.Error);
        return failure;
    }
}
