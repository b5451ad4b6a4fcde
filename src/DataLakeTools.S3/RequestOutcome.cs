namespace DataLakeTools.S3;

/// <summary>What is known of the attempts at one request.</summary>
internal sealed class RequestOutcome
{
    /// <summary>
    /// Whether an attempt was carried out, or may have been because its response was lost or inconclusive. An object that is then
    /// found at the key may be ours.
    /// </summary>
    public bool MayHaveSucceeded { get; set; }
}
