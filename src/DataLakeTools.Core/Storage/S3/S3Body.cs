using System.Buffers;
using System.Security.Cryptography;
using DataLakeTools.Core.Checksums;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The bytes of one PUT, which may have to go out more than once.</summary>
internal abstract class S3Body
{
    // Small enough to see whether a body moves, and to stay in the processor's cache between file and socket.
    private const int PieceBytes = 128 * 1024;

    private S3Body(int length) => Length = length;

    /// <summary>The number of bytes.</summary>
    public int Length { get; }

    /// <summary>No bytes.</summary>
    public static S3Body Empty { get; } = new OfMemory(ReadOnlyMemory<byte>.Empty);

    /// <summary>The bytes of a part: what it holds or, where it does not hold all, what the source gives again.</summary>
    /// <param name="part">The part. It has to keep what it holds until the body is no longer needed.</param>
    /// <param name="source">What the part was filled from; null when it holds all.</param>
    /// <param name="offset">The position of the part in the source.</param>
    public static S3Body Of(PartBuffer part, IUploadSource? source, long offset) =>
        part.HoldsAll || source is null ? new OfMemory(part.Filled) : new OfSource(source, offset, part.Checksum);

    /// <summary>Writes all of it once, in pieces.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="moved">Told of each piece that was taken.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="DataLakeException">The source no longer gives the same bytes; the last of them were not written.</exception>
    public abstract Task WriteToAsync(Stream stream, Action<int> moved, CancellationToken cancellationToken);

    /// <summary>The MD5 of it; null where the source no longer gives the same bytes.</summary>
    public abstract byte[]? TryComputeMd5();

    // S3's ETag is an MD5; it names content here and secures nothing.
#pragma warning disable CA5351
    private sealed class OfMemory(ReadOnlyMemory<byte> bytes) : S3Body(bytes.Length)
    {
        public override async Task WriteToAsync(Stream stream, Action<int> moved, CancellationToken cancellationToken)
        {
            for (var rest = bytes; !rest.IsEmpty;)
            {
                var piece = rest[..Math.Min(PieceBytes, rest.Length)];
                await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                moved(piece.Length);
                rest = rest[piece.Length..];
            }
        }

        public override byte[] TryComputeMd5() => MD5.HashData(bytes.Span);
    }

    // What goes out is summed up once more: between the check and now, or between two attempts, the file may have changed.
    private sealed class OfSource(IUploadSource source, long offset, Crc32C expected) : S3Body((int)expected.Length)
    {
        public override async Task WriteToAsync(Stream stream, Action<int> moved, CancellationToken cancellationToken)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
            try
            {
                var seen = default(Crc32C);
                while (seen.Length < Length)
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
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
            try
            {
                for (var seen = default(Crc32C); seen.Length < Length;)
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
            var wanted = (int)Math.Min(PieceBytes, Length - seen.Length);
            var read = source.Read(buffer.AsSpan(0, wanted), offset + seen.Length);
            seen.Append(buffer.AsSpan(0, read));
            if (read < wanted)
            {
                throw source.Changed($"it ended after {offset + seen.Length} bytes");
            }

            if (seen.Length == Length)
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
#pragma warning restore CA5351
}
