namespace DataLakeTools.TestServers.S3;

internal static class ChecksumTypes
{
    public const string FullObject = "FULL_OBJECT";
    public const string Composite = "COMPOSITE";

    /// <summary>The type of a multipart upload's checksum: S3's default for the algorithm, or what was asked if S3 allows it.</summary>
    public static string Choose(ChecksumAlgorithm? algorithm, string? asked)
    {
        var isHash = algorithm is ChecksumAlgorithm.Sha1 or ChecksumAlgorithm.Sha256;
        var onlyFull = algorithm is null or ChecksumAlgorithm.Crc64Nvme;
        var chosen = asked ?? (onlyFull ? FullObject : Composite);
        if (chosen is not (FullObject or Composite))
        {
            throw S3Errors.InvalidRequest("Value for x-amz-checksum-type header is invalid.");
        }

        if ((chosen == FullObject && isHash) || (chosen == Composite && onlyFull))
        {
            throw S3Errors.InvalidRequest($"The {chosen} checksum type cannot be used with the {algorithm?.Value() ?? "CRC64NVME"} checksum algorithm.");
        }

        return chosen;
    }
}
