using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// The source of the bytes of a write, which several threads can read again while the write is in progress. A write with a
/// source need not keep its parts in memory.
/// </summary>
public interface IUploadSource
{
    /// <summary>Reads bytes.</summary>
    /// <param name="buffer">The buffer; it is filled completely unless the source ends.</param>
    /// <param name="offset">Their position in the source.</param>
    /// <returns>How many bytes were read; 0 at the end.</returns>
    /// <exception cref="DataLakeException">It cannot be read, or has become shorter.</exception>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Throws if the source has changed since it was first read.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.SourceChanged"/>.</exception>
    void ThrowIfChanged();

    /// <summary>The error for a source that has changed.</summary>
    /// <param name="how">What was seen, as the end of a sentence.</param>
    DataLakeException Changed(string how);
}
