using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// Where the bytes of a write come from, and can be read from again, by several threads, for as long as the write is
/// under way. A write that has one need not keep its parts in memory.
/// </summary>
public interface IUploadSource
{
    /// <summary>Reads bytes.</summary>
    /// <param name="buffer">Where they go; it is filled but for the end of the source.</param>
    /// <param name="offset">Their position in the source.</param>
    /// <returns>How many bytes were read; 0 at the end.</returns>
    /// <exception cref="DataLakeException">It cannot be read, or ended before its time.</exception>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Refuses a source that is not what it was when it was first read.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.SourceChanged"/>.</exception>
    void ThrowIfChanged();

    /// <summary>The error of a source that gave other bytes when it was read again.</summary>
    /// <param name="how">What was seen, as the end of a sentence.</param>
    DataLakeException Changed(string how);
}
