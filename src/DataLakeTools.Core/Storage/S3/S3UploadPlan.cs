using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// How a file of a given size is sent (limits: Amazon S3 User Guide, "Amazon S3 multipart upload limits").
/// The same size always gives the same plan.
/// </summary>
/// <param name="PartSize">The size of every part but the last, in bytes.</param>
/// <param name="IsMultipart">Whether the file is sent in parts rather than in one PUT.</param>
internal readonly record struct S3UploadPlan(int PartSize, bool IsMultipart)
{
    public const int SmallestPart = 5 * 1024 * 1024;
    public const int MostParts = 10_000;
    private const int MiB = 1024 * 1024;

    public static S3UploadPlan For(long length, int wantedPartSize)
    {
        var needed = (length + MostParts - 1) / MostParts;
        if (needed > Array.MaxLength)
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption, $"A file of {length} bytes is larger than S3 takes.", "Split the file.", length);
        }

        var partSize = needed <= wantedPartSize ? wantedPartSize : (int)Math.Min(Array.MaxLength, (needed + MiB - 1) / MiB * MiB);
        return new S3UploadPlan(partSize, length > partSize);
    }

    public static void CheckPartSize(int partSize)
    {
        if (partSize < SmallestPart)
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption,
                $"Parts of {partSize} bytes are too small; S3 takes parts from {SmallestPart} bytes (5 MiB).",
                "Choose a -PartSize of 5MB or more, or leave it out.",
                partSize);
        }
    }
}
