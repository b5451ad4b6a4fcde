namespace DataLakeTools.Core.Storage;

/// <summary>A write that was begun and has neither ended nor been taken back: under way, or abandoned.</summary>
public sealed record UnfinishedUpload
{
    /// <summary>What names it: the upload id of S3, or the name of the hidden file in a folder.</summary>
    public required string Id { get; init; }

    /// <summary>The key it was begun for; in a folder, which does not keep that, the place of the hidden file.</summary>
    public required string Key { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When the last of its bytes came.</summary>
    public required DateTimeOffset LastActivity { get; init; }

    /// <summary>The time since <see cref="LastActivity"/>, by the clock of the lake.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>How many bytes it takes up so far.</summary>
    public required long Size { get; init; }

    /// <summary>In how many parts.</summary>
    public required int Parts { get; init; }
}
