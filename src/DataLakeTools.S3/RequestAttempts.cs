namespace DataLakeTools.S3;

/// <summary>What is known of the attempts at one request.</summary>
internal sealed class RequestAttempts
{
    /// <summary>
    /// Whether an attempt ended without a definite refusal, so that it may have been carried out although no response
    /// came. What a later attempt then finds at the key may be our own.
    /// </summary>
    public bool MayHaveSucceeded { get; set; }
}
