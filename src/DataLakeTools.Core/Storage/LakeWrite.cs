namespace DataLakeTools.Core.Storage;

/// <summary>One object that is about to be written.</summary>
/// <param name="Key">The key inside the lake.</param>
/// <param name="Length">The exact size in bytes, known before the first byte is written.</param>
/// <param name="Condition">The condition of the write.</param>
/// <param name="ContentType">The media type that the lake keeps with the object.</param>
public sealed record LakeWrite(string Key, long Length, WriteCondition Condition, string ContentType)
{
    /// <summary>What is done with earlier, unfinished uploads of the same key. A folder cannot resume them: there, Resume removes them as Remove does.</summary>
    public EarlierUploadAction Earlier { get; init; }

    /// <summary>Whether nobody is warned of a write that is stopped, because the writer finds out by itself what became of it.</summary>
    public bool IsSilentWhenStopped { get; init; }

    /// <summary>
    /// The source that can be read again while the write is in progress; null if the submitted bytes are the only copy. It
    /// must outlive the write. A folder lake does not use it.
    /// </summary>
    public IUploadSource? Source { get; init; }

    /// <summary>Called with the number of bytes that are in the lake, sent now or kept from an earlier upload, or, negative, that have to be sent again; from any thread.</summary>
    public Action<int>? BytesMoved { get; init; }
}
