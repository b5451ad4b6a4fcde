using System.Net;
using System.Security.Cryptography;

namespace DataLakeTools.S3;

/// <summary>The bytes of one PUT, which may have to go out more than once.</summary>
/// <param name="length">The number of bytes.</param>
internal abstract class S3Body(int length)
{
    /// <summary>How much goes out at a time: little enough to see progress, and to stay in the processor's cache.</summary>
    public const int PieceBytes = 128 * 1024;

    /// <summary>No bytes.</summary>
    public static S3Body Empty { get; } = Of(ReadOnlyMemory<byte>.Empty);

    /// <summary>The number of bytes.</summary>
    public int Length { get; } = length;

    /// <summary>Bytes in memory, which have to stay as they are until the body is no longer needed.</summary>
    public static S3Body Of(ReadOnlyMemory<byte> bytes) => new InMemory(bytes);

    /// <summary>Writes all of it once, in pieces.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="moved">Called with the size of each piece that the stream has accepted.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public abstract Task WriteToAsync(Stream stream, Action<int> moved, CancellationToken cancellationToken);

    /// <summary>The MD5 of it; null where the same bytes cannot be read any more.</summary>
    public abstract byte[]? TryComputeMd5();

    /// <summary>The bytes as the content of a message.</summary>
    /// <param name="moved">Called with the size of each piece that the stream has accepted.</param>
    public HttpContent ToContent(Action<int> moved) => new Content(this, moved);

    private sealed class Content(S3Body body, Action<int> moved) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            body.WriteToAsync(stream, moved, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }

    private sealed class InMemory(ReadOnlyMemory<byte> bytes) : S3Body(bytes.Length)
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

        // MD5 because S3's ETag is one; not used for security.
#pragma warning disable CA5351
        public override byte[] TryComputeMd5() => MD5.HashData(bytes.Span);
#pragma warning restore CA5351
    }
}
