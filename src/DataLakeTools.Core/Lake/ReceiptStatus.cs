namespace DataLakeTools;

/// <summary>What became of a write.</summary>
public enum ReceiptStatus
{
    /// <summary>The object is new.</summary>
    Uploaded,

    /// <summary>The same bytes were already there; nothing was sent.</summary>
    Unchanged,

    /// <summary>The object took the place of another.</summary>
    Replaced,

    /// <summary>The object is there, new or in the place of another, and part of it came from an earlier, interrupted upload.</summary>
    Resumed,

    /// <summary>Nothing was written; this is what a real run would write.</summary>
    WhatIf,
}
