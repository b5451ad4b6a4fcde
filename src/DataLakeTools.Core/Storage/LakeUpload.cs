using DataLakeTools.Core.Storage;

namespace DataLakeTools;

/// <summary>An unfinished write to a lake, and whether it was removed.</summary>
public sealed record LakeUpload
{
    /// <summary>Describes a write that was listed.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="upload">The write.</param>
    /// <param name="removed">Whether it was removed.</param>
    public LakeUpload(ILakeStore store, UnfinishedUpload upload, bool removed)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(upload);
        Lake = store.Lake.ToString();
        Key = upload.Key;
        Id = upload.Id;
        Started = upload.Started;
        LastActivity = upload.LastActivity;
        Age = upload.Age;
        Size = upload.Size;
        Parts = upload.Parts;
        Removed = removed;
    }

    /// <summary>The lake, as its address is written.</summary>
    public string Lake { get; }

    /// <summary>The key it was started for; in a folder, the path of the hidden file.</summary>
    public string Key { get; }

    /// <summary>Its id: the upload id of S3, or the name of the hidden file.</summary>
    public string Id { get; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>When the last of its bytes arrived.</summary>
    public DateTimeOffset LastActivity { get; }

    /// <summary>The time since <see cref="LastActivity"/> when it was listed.</summary>
    public TimeSpan Age { get; }

    /// <summary>How many bytes it held.</summary>
    public long Size { get; }

    /// <summary>The number of parts.</summary>
    public int Parts { get; }

    /// <summary>Whether it was removed.</summary>
    public bool Removed { get; }
}
