namespace DataLakeTools;

/// <summary>What became of a table in a build.</summary>
public enum TableBuildStatus
{
    /// <summary>It was made and published.</summary>
    Built,

    /// <summary>It is up to date; nothing was read or written.</summary>
    Unchanged,

    /// <summary>Nothing was made; this is what a real run would make.</summary>
    WhatIf,
}
