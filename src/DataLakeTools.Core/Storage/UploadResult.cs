using DataLakeTools.Core.Lake;

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

    /// <summary>Whether the store knows no conditional writes, so that the key was looked at before and after the write instead.</summary>
    public bool IsUnconditional { get; init; }

    /// <summary>The ETag of the object, for the next conditional write; null where it has to be looked up, as after a multipart upload.</summary>
    public string? ETag { get; init; }

    /// <summary>The receipt of the write, with what is known of any object.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="key">The key.</param>
    /// <param name="size">The size of the object in bytes.</param>
    /// <param name="replaces">Whether another object was at the key.</param>
    /// <param name="duration">How long it took.</param>
    internal Receipt ToReceipt(LakeAddress lake, string key, long size, bool replaces, TimeSpan duration) => new()
    {
        Status = Outcome switch
        {
            UploadOutcome.WhatIf => ReceiptStatus.WhatIf,
            UploadOutcome.SameAlreadyThere => ReceiptStatus.Unchanged,
            _ when !Verified => ReceiptStatus.Unproved,
            _ when BytesKept > 0 => ReceiptStatus.Resumed,
            _ => replaces ? ReceiptStatus.Replaced : ReceiptStatus.Uploaded,
        },
        Lake = lake.ToString(),
        Key = key,
        Address = lake.AddressOf(key),
        Size = size,
        Checksum = Checksum,
        Verified = Verified,
        Unconditional = IsUnconditional,
        Parts = Parts,
        BytesKept = BytesKept,
        Duration = duration,
    };
}
