namespace DataLakeTools;

/// <summary>A table of a lake as it is published.</summary>
public sealed record LakeTable
{
    /// <summary>The lake, as its address is written.</summary>
    public required string Lake { get; init; }

    /// <summary>The layer.</summary>
    public required TableLayer Layer { get; init; }

    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary>The newest day of its raw data in Trusted; the day as of which it is in Refined.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>What one row is, in the reader's language.</summary>
    public required string Grain { get; init; }

    /// <summary>Its rows in all its files.</summary>
    public required long Rows { get; init; }

    /// <summary>How many of them have a value that broke the table's contract; null in Refined.</summary>
    public long? RejectedRows { get; init; }

    /// <summary>The size of its files in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The keys of its files.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>When it was published.</summary>
    public required DateTimeOffset Built { get; init; }

    /// <summary>The time since then when it was listed.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>The engine that made it, and its version.</summary>
    public required string Engine { get; init; }

    /// <summary>The keys of what it was made of: raw files of CSV, raw folders of JSON, and of Refined the Trusted files.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>How many data tests found nothing when it was built.</summary>
    public required int TestsPassed { get; init; }

    /// <summary>How many data tests found something when it was built.</summary>
    public required int TestsFailed { get; init; }

    /// <summary>Its columns.</summary>
    public required IReadOnlyList<LakeTableColumn> Columns { get; init; }

    /// <summary>Fields of the raw data that the table's contract does not have.</summary>
    public IReadOnlyList<string> OutsideContract { get; init; } = [];
}
