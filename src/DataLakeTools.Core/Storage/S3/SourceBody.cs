using System.Buffers;
using System.Security.Cryptography;
using DataLakeTools.Core.Errors;
using DataLakeTools.S3;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// The body of a part, read from the source each time it is sent. Its checksum is computed again, because the file may have
/// changed since it was checked or since the last attempt.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="offset">The position of the part in the source.</param>
/// <param name="expected">The checksum and the length of the part.</param>
internal sealed class SourceBody(IUploadSource source, long offset, Crc32C expected) : S3Body((int)expected.ByteCount)
{
    /// <summary>The bytes of a part: what it holds or, where it does not hold all, what the source gives again.</summary>
    /// <param name="part">The part. It has to keep what it holds until the body is no longer needed.</param>
    /// <param name="source">What can be read again; null only where the part holds all.</param>
    /// <param name="offset">The position of the part in the source.</param>
    public static S3Body Of(PartBuffer part, IUploadSource? source, long offset) =>
        part.IsWholeInMemory || source is null ? Of(part.Filled) : new SourceBody(source, offset, part.Checksum);

    /// <inheritdoc/>
    /// <exception cref="DataLakeException">
    /// The source has changed. The last piece was not written, so S3 got an incomplete body and stores nothing.
    /// </exception>
    public override async Task WriteToAsync(Stream stream, Action<int> moved, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var seen = default(Crc32C);
            while (seen.ByteCount < Length)
            {
                var piece = Read(buffer, ref seen);
                await stream.WriteAsync(buffer.AsMemory(0, piece), cancellationToken).ConfigureAwait(false);
                moved(piece);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override byte[]? TryComputeMd5()
    {
        // MD5 because S3's ETag is one; not used for security.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (var seen = default(Crc32C); seen.ByteCount < Length;)
            {
                hash.AppendData(buffer, 0, Read(buffer, ref seen));
            }

            return hash.GetHashAndReset();
        }
        catch (DataLakeException exception) when (exception.Error is DataLakeError.SourceChanged or DataLakeError.SourceUnreadable)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private int Read(byte[] buffer, ref Crc32C seen)
    {
        var wanted = (int)Math.Min(PieceBytes, Length - seen.ByteCount);
        var read = source.Read(buffer.AsSpan(0, wanted), offset + seen.ByteCount);
        seen.Append(buffer.AsSpan(0, read));
        if (read < wanted)
        {
            throw source.Changed($"it ended after {offset + seen.ByteCount} bytes");
        }

        if (seen.ByteCount == Length)
        {
            source.ThrowIfChanged();
            if (seen != expected)
            {
                throw source.Changed($"its bytes {offset} to {offset + Length - 1} were no longer those that had been checked");
            }
        }

        return read;
    }
}
