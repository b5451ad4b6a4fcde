namespace DataLakeTools;

/// <summary>What became of a table in a build.</summary>
public enum TableBuildStatus
{
    /// <summary>It was made and published; or a later day has it, as it was, under its own key.</summary>
    Built,

    /// <summary>It is up to date, and nothing of it was written.</summary>
    Unchanged,

    /// <summary>Nothing was made; this is what a real run would make.</summary>
    WhatIf,
}
