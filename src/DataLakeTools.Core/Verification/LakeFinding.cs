namespace DataLakeTools;

/// <summary>One thing that is wrong with an object of a lake.</summary>
public sealed record LakeFinding
{
    /// <summary>What is wrong.</summary>
    public required LakeFindingKind Kind { get; init; }

    /// <summary>The lake, as its address is written.</summary>
    public required string Lake { get; init; }

    /// <summary>The key inside the lake, exactly as it is; for a lake that holds nothing of what was asked for, its beginning.</summary>
    public required string Key { get; init; }

    /// <summary>What should be there.</summary>
    public required string Expected { get; init; }

    /// <summary>What is there.</summary>
    public required string Actual { get; init; }

    /// <summary>What to do.</summary>
    public required string Recommendation { get; init; }

    /// <summary>The local file that the object was compared with; null where it was not compared with one.</summary>
    public string? Source { get; init; }

    /// <summary>The finding in one line.</summary>
    public override string ToString() => $"{Kind} {Key}: expected {Expected}, found {Actual}";
}
