namespace DataLakeTools.Core.Storage;

/// <summary>An unfinished write: in progress, or abandoned.</summary>
public sealed record UnfinishedUpload
{
    /// <summary>Its id: the upload id of S3, or the name of the hidden file in a folder.</summary>
    public required string Id { get; init; }

    /// <summary>The key it was started for; in a folder, which does not store it, the path of the hidden file.</summary>
    public required string Key { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When the last of its bytes arrived.</summary>
    public required DateTimeOffset LastActivity { get; init; }

    /// <summary>The time since <see cref="LastActivity"/>, by the clock of the lake.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>How many bytes it has so far.</summary>
    public required long Size { get; init; }

    /// <summary>The number of parts.</summary>
    public required int Parts { get; init; }
}
