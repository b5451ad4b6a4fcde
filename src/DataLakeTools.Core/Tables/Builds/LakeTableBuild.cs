using DataLakeTools.Core.Storage;

namespace DataLakeTools;

/// <summary>What a build did with one table.</summary>
public sealed record LakeTableBuild
{
    /// <summary>What became of it.</summary>
    public required TableBuildStatus Status { get; init; }

    /// <summary>The lake, as its address is written.</summary>
    public required string Lake { get; init; }

    /// <summary>The layer.</summary>
    public required TableLayer Layer { get; init; }

    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary>The day: of the raw data in Trusted, as of which the table is in Refined.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>What it is made of, or why it is made.</summary>
    public required string Reason { get; init; }

    /// <summary>Its rows; null for what was not made.</summary>
    public long? Rows { get; init; }

    /// <summary>How many of them have a value that broke the table's contract; null for what was not made.</summary>
    public long? RejectedRows { get; init; }

    /// <summary>The size of its file in bytes; null for what was not made.</summary>
    public long? Size { get; init; }

    /// <summary>The key of its file; null for what was not made.</summary>
    public string? Key { get; init; }

    /// <summary>Where its file is, as other programs take it; null for what was not made.</summary>
    public string? Address { get; init; }

    /// <summary>Whether the lake confirmed that it holds these bytes; null where nothing was sent.</summary>
    public bool? Verified => Upload?.Verified;

    /// <summary>Whether its store knows no conditional writes, so that the key was looked at before and after the write instead.</summary>
    public bool Unconditional => Upload?.IsUnconditional == true;

    /// <summary>The checksum of its file, as receipts write it; null for what was not made.</summary>
    public string? Checksum { get; init; }

    /// <summary>How long it took; zero for what was not made.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The upload of its file; null where nothing was sent, because the same bytes were there or nothing was made.</summary>
    internal UploadResult? Upload { get; init; }

    /// <summary>Whether its file took the place of another of the same table and day.</summary>
    internal bool IsReplacement { get; init; }

    /// <summary>Of what would be made: the key of its file in Refined, the folder of its files in Trusted.</summary>
    internal string? Place { get; init; }

    /// <summary>Of what would be made in Trusted: the folder of its raw data.</summary>
    internal string? RawFolder { get; init; }
}
