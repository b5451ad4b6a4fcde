namespace DataLakeTools;

/// <summary>The outcome of creating a lake.</summary>
public enum LakeCreationStatus
{
    /// <summary>It was created.</summary>
    Created,

    /// <summary>It existed; some of its settings were corrected.</summary>
    Updated,

    /// <summary>It existed with the right settings.</summary>
    Unchanged,

    /// <summary>Nothing was done; the changes listed are those of a real run.</summary>
    WhatIf,
}
