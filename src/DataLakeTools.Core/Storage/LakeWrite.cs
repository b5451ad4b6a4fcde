namespace DataLakeTools.Core.Storage;

/// <summary>When an object may be put at its key.</summary>
public readonly record struct WriteCondition
{
    private WriteCondition(bool mustNotExist, string? mustMatch)
    {
        MustNotExist = mustNotExist;
        MustMatch = mustMatch;
    }

    /// <summary>Only when nothing is there.</summary>
    public static WriteCondition NothingThere { get; } = new(mustNotExist: true, mustMatch: null);

    /// <summary>Whether nothing may be there.</summary>
    public bool MustNotExist { get; }

    /// <summary>The version mark of the object that may be replaced; null when the condition is another.</summary>
    public string? MustMatch { get; }

    /// <summary>Only over the very object that was seen.</summary>
    /// <param name="seen">The object that was seen.</param>
    public static WriteCondition Over(StoredObject seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return new WriteCondition(mustNotExist: false, seen.ETag);
    }
}

/// <summary>What a write does with uploads of its key that were begun earlier and never ended.</summary>
public enum EarlierUploads
{
    /// <summary>Nothing; nobody even looks for them.</summary>
    Ignore,

    /// <summary>The newest one that fits is carried on: what it holds of the same bytes is not sent again.</summary>
    Resume,

    /// <summary>They are removed first, and the write begins anew.</summary>
    Remove,
}

/// <summary>One object that is about to be written.</summary>
/// <param name="Key">The key inside the lake.</param>
/// <param name="Length">The exact size in bytes, known before the first byte is written.</param>
/// <param name="Condition">When the object may be put there.</param>
/// <param name="ContentType">The media type that the lake keeps with the object.</param>
public sealed record LakeWrite(string Key, long Length, WriteCondition Condition, string ContentType)
{
    /// <summary>What is done with uploads of the same key that were begun earlier. In a folder none can be carried on: both ways remove what dead writers have left.</summary>
    public EarlierUploads Earlier { get; init; }

    /// <summary>
    /// Where the bytes can be read again while the write is under way; null when what is submitted is all there is. It has
    /// to outlive the write. A folder reads nothing again.
    /// </summary>
    public IUploadSource? Source { get; init; }

    /// <summary>Told how many bytes went through, or, negative, how many have to be sent again; called from any thread.</summary>
    public Action<int>? BytesMoved { get; init; }
}
