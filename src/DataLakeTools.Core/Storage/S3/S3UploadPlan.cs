using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// How a file of a given size is sent (limits: Amazon S3 User Guide, "Amazon S3 multipart upload limits").
/// The same size, and part size that is asked for, always give the same plan.
/// </summary>
/// <param name="PartSize">The size of every part but the last, in bytes.</param>
/// <param name="IsMultipart">Whether the file is sent in parts rather than in one PUT.</param>
internal readonly record struct S3UploadPlan(int PartSize, bool IsMultipart)
{
    public const int MaxParts = 10_000;

    /// <summary>The size of the parts of most files in bytes: 8 MiB, as the AWS CLI and boto3 use.</summary>
    public const int DefaultPartSize = 8 * MiB;

    private const int MiB = 1024 * 1024;

    // Parts of a file are not held in memory, so large files use larger parts: fewer requests and allocations. The upper
    // limit bounds what is sent again after a broken connection or a killed run.
    private const int LargestDefaultPart = 64 * MiB;
    private const int PartsOfLargeFile = 128;

    /// <summary>The plan for a file.</summary>
    /// <param name="length">The length of the file in bytes.</param>
    /// <param name="asked">The size of part that was asked for, in bytes; null leaves it to the length.</param>
    public static S3UploadPlan For(long length, int? asked)
    {
        var wantedPartSize = asked ?? (int)Math.Clamp(PartSizeFor(length, PartsOfLargeFile), DefaultPartSize, LargestDefaultPart);
        var needed = (length + MaxParts - 1) / MaxParts;
        if (needed > Array.MaxLength)
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption, $"A file of {length} bytes is larger than S3 takes.", "Split the file.", length);
        }

        var partSize = needed <= wantedPartSize ? wantedPartSize : (int)Math.Min(Array.MaxLength, PartSizeFor(length, MaxParts));
        return new S3UploadPlan(partSize, length > partSize);
    }

    public static void CheckPartSize(int? asked)
    {
        if (asked is { } partSize && partSize < LakeStoreOptions.SmallestPartSize)
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption,
                $"Parts of {partSize} bytes are too small; S3 takes parts from {LakeStoreOptions.SmallestPartSize} bytes (5 MiB).",
                $"Give {LakeSetting.PartSize} as 5 MiB or more, or leave it out.",
                partSize);
        }
    }

    // In whole MiB.
    private static long PartSizeFor(long length, int maxParts) => (((length + maxParts - 1) / maxParts) + MiB - 1) / MiB * MiB;
}
