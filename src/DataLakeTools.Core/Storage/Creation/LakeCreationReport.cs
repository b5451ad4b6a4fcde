namespace DataLakeTools;

/// <summary>What became of a lake that was asked for.</summary>
public enum LakeCreationStatus
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It was there; some of its settings were brought in line.</summary>
    Updated,

    /// <summary>It was there, with every setting as it should be.</summary>
    Unchanged,

    /// <summary>Nothing was done; the changes listed are those of a real run.</summary>
    WhatIf,
}

/// <summary>What became of a lake that was asked for, and how it stands.</summary>
public sealed record LakeCreationReport
{
    /// <summary>What became of it.</summary>
    public required LakeCreationStatus Status { get; init; }

    /// <summary>The lake.</summary>
    public required string Lake { get; init; }

    /// <summary>The region of the bucket; null for a folder.</summary>
    public string? Region { get; init; }

    /// <summary>What was done, or would be, in the order it is done.</summary>
    public required IReadOnlyList<string> Changes { get; init; }
}
