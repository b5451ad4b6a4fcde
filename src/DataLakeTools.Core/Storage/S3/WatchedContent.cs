using System.Net;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>A body straight out of a buffer, in pieces small enough to see whether it moves.</summary>
internal sealed class WatchedContent(ReadOnlyMemory<byte> body, Action<int> moved) : HttpContent
{
    private const int PieceBytes = 128 * 1024;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var rest = body; !rest.IsEmpty;)
        {
            var piece = rest[..Math.Min(PieceBytes, rest.Length)];
            await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            moved(piece.Length);
            rest = rest[piece.Length..];
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
