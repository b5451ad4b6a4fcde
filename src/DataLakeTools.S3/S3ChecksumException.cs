namespace DataLakeTools.S3;

/// <summary>S3 confirmed other bytes than were sent.</summary>
/// <param name="expected">The checksum of what was sent.</param>
/// <param name="found">The checksum that S3 confirmed.</param>
internal sealed class S3ChecksumException(string expected, string found) : Exception($"checksum {found}, sent {expected}")
{
    /// <summary>Whether the mismatch is one of ETags, which some servers compute differently from S3.</summary>
    public bool IsOfETag { get; init; }
}
