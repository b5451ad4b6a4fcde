namespace DataLakeTools.S3;

/// <summary>How a server deviates from S3.</summary>
[Flags]
internal enum S3Quirks
{
    /// <summary>Nothing that is known.</summary>
    None = 0,

    /// <summary>It refuses the headers and elements of checksums that came after MD5.</summary>
    NoChecksums = 1,

    /// <summary>It refuses to write under a condition.</summary>
    NoConditions = 2,

    /// <summary>It compares the ETag of <c>If-Match</c> without its quotes.</summary>
    UnquotedETags = 4,
}
