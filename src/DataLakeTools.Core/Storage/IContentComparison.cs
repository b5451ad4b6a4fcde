namespace DataLakeTools.Core.Storage;

/// <summary>Compares the bytes of a file or a batch, appended in order, with an object in a lake.</summary>
public interface IContentComparison : IAsyncDisposable
{
    /// <summary>Appends the next bytes.</summary>
    /// <param name="bytes">The bytes; the buffer may be reused after the call.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Whether the appended bytes are exactly the bytes of the object.</summary>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    ValueTask<bool> IsSameAsync(CancellationToken cancellationToken);
}
