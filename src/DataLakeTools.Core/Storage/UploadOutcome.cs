namespace DataLakeTools.Core.Storage;

/// <summary>Whether a write stored its object.</summary>
public enum UploadOutcome
{
    /// <summary>This write stored the object.</summary>
    Written,

    /// <summary>The same bytes were at the key already, from an earlier write or from another writer at the same time.</summary>
    SameAlreadyThere,

    /// <summary>Nothing was written because the run only shows what it would do.</summary>
    WhatIf,
}
