namespace DataLakeTools.Core.Storage.S3;

/// <summary>What is known of the attempts at one request.</summary>
internal sealed class S3Attempts
{
    /// <summary>How often the request was sent.</summary>
    public int Count { get; set; }

    /// <summary>
    /// Whether an attempt ended without a plain no, so that its work may be done although nobody was told. What a
    /// later attempt then finds in its way may be our own.
    /// </summary>
    public bool MayHaveWorked { get; set; }
}
