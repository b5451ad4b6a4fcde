namespace DataLakeTools.Core.Storage;

/// <summary>The result of a write.</summary>
/// <param name="Outcome">Whether this write stored the object.</param>
/// <param name="Checksum">The checksum of the bytes that were submitted.</param>
/// <param name="Verified">Whether the lake confirmed that it holds these bytes.</param>
/// <param name="Parts">Of how many parts the upload was made, those of an earlier one included; 0 when nothing was uploaded.</param>
public sealed record UploadResult(UploadOutcome Outcome, Checksum Checksum, bool Verified, int Parts)
{
    /// <summary>How many of the bytes were kept from an earlier upload.</summary>
    public long BytesKept { get; init; }

    /// <summary>Whether the store knows no conditions, so that it was looked before and after the write instead.</summary>
    public bool IsUnconditional { get; init; }

    /// <summary>The ETag of the object, for the next conditional write; null if the lake did not return one.</summary>
    public string? ETag { get; init; }
}
