using System.Net;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>A body that tells how it moves.</summary>
internal sealed class WatchedContent(S3Body body, Action<int> moved) : HttpContent
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
