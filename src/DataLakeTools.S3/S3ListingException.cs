namespace DataLakeTools.S3;

/// <summary>A listing that may be incomplete.</summary>
/// <param name="reason">Why.</param>
internal sealed class S3ListingException(string reason) : Exception(reason);
