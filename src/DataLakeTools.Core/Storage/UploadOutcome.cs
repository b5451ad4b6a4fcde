namespace DataLakeTools.Core.Storage;

/// <summary>Whether a write stored its object.</summary>
public enum UploadOutcome
{
    /// <summary>This write stored the object.</summary>
    Written,

    /// <summary>Another writer stored the same bytes first.</summary>
    SameAlreadyThere,

    /// <summary>Nothing was written because the run only shows what it would do.</summary>
    NotWritten,
}
