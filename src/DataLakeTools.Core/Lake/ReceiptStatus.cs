namespace DataLakeTools;

/// <summary>What became of a write.</summary>
public enum ReceiptStatus
{
    /// <summary>The object is new. Where an answer was lost, another writer may have stored the same bytes at the same time.</summary>
    Uploaded,

    /// <summary>The same bytes were already there, and this write has changed nothing.</summary>
    Unchanged,

    /// <summary>The object took the place of another.</summary>
    Replaced,

    /// <summary>The object is there, new or in the place of another, and part of it came from an earlier, interrupted upload.</summary>
    Resumed,

    /// <summary>Nothing was written; this is what a real run would write.</summary>
    WhatIf,

    /// <summary>
    /// It was sent, and the lake answered that it has it, but nothing proves that it holds these bytes: it confirmed no
    /// checksum and does not let the object be read.
    /// </summary>
    Unproved,
}
