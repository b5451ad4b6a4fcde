
namespace DataLakeTools.Core.Storage;

/// <summary>How a write ended.</summary>
/// <param name="Outcome">Whether this write put the object there.</param>
/// <param name="Checksum">The checksum of the bytes that were submitted.</param>
/// <param name="Verified">Whether the lake confirmed that it holds these bytes.</param>
/// <param name="Parts">Of how many parts the upload was made, those of an earlier one included; 0 when nothing was uploaded.</param>
public sealed record UploadResult(UploadOutcome Outcome, Checksum Checksum, bool Verified, int Parts)
{
    /// <summary>How many of the bytes were there from an earlier upload and were not sent again.</summary>
    public long BytesKept { get; init; }

    /// <summary>The version mark that the lake gave the object, for the next conditional write; null where it was not said.</summary>
    public string? ETag { get; init; }
}

/// <summary>Whether a write put its object there.</summary>
public enum UploadOutcome
{
    /// <summary>The object is there because of this write.</summary>
    Written,

    /// <summary>Somebody else put the very same bytes there first.</summary>
    SameAlreadyThere,

    /// <summary>Nothing was written because the run only shows what it would do.</summary>
    NotWritten,
}
