namespace DataLakeTools;

/// <summary>The result of creating a lake.</summary>
public sealed record LakeCreationReport
{
    /// <summary>The outcome.</summary>
    public required LakeCreationStatus Status { get; init; }

    /// <summary>The lake.</summary>
    public required string Lake { get; init; }

    /// <summary>The region of the bucket; null for a folder.</summary>
    public string? Region { get; init; }

    /// <summary>What was done, or would be, in the order it is done.</summary>
    public required IReadOnlyList<string> Changes { get; init; }
}
