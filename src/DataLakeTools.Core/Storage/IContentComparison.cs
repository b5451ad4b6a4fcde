namespace DataLakeTools.Core.Storage;

/// <summary>Compares the bytes of a local file, given from first to last, with an object in a lake.</summary>
public interface IContentComparison : IAsyncDisposable
{
    /// <summary>Takes the bytes that come next.</summary>
    /// <param name="bytes">The bytes; they may be reused once the call is through.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Whether all bytes given are all bytes of the object.</summary>
    /// <param name="cancellationToken">Stops the comparison.</param>
    ValueTask<bool> IsSameAsync(CancellationToken cancellationToken);
}
