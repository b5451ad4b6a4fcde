namespace DataLakeTools.S3;

/// <summary>A listing that cannot be known to be whole.</summary>
/// <param name="reason">Why.</param>
internal sealed class S3ListingException(string reason) : Exception(reason);
