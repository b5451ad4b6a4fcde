using System.Buffers;
using System.IO.Compression;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>
/// Reads a response body. Gzip is recognised by its first bytes and not by the header: TMDB has sent it without the
/// header, and proxies have sent the header without it.
/// </summary>
internal static class BodyBytes
{
    // The largest known responses (a film with all twenty parts) are below 5 MB.
    private const int MaxBytes = 128 * 1024 * 1024;

    // A proxy may compress what is compressed already.
    private const int MaxLayers = 2;

    public static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var bytes = await ReadAllAsync(stream, (int)Math.Min(content.Headers.ContentLength ?? 0, MaxBytes), cancellationToken)
            .ConfigureAwait(false);
        for (var layer = 0; layer < MaxLayers && bytes is [0x1F, 0x8B, ..]; layer++)
        {
            bytes = await DecompressAsync(bytes, cancellationToken).ConfigureAwait(false);
        }

        return bytes;
    }

    private static async Task<byte[]> DecompressAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            using var decompressed = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            return await ReadAllAsync(decompressed, bytes.Length * 4L > MaxBytes ? MaxBytes : bytes.Length * 4, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (InvalidDataException fault)
        {
            throw new TmdbFaultException("The body is compressed and damaged.", fault) { HasResponse = true };
        }
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, int expected, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(expected + 1, 16 * 1024));
        try
        {
            var length = 0;
            while (true)
            {
                var count = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return buffer.AsSpan(0, length).ToArray();
                }

                length += count;
                if (length > MaxBytes)
                {
                    throw new TmdbFaultException($"The body is larger than {MaxBytes} bytes.") { HasResponse = true };
                }

                if (length < buffer.Length)
                {
                    continue;
                }

                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
