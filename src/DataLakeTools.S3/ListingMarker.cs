namespace DataLakeTools.S3;

/// <summary>Where a listing goes on.</summary>
/// <param name="Token">What the store gave to go on with; null for the beginning.</param>
/// <param name="UploadId">The upload after which a listing of uploads goes on.</param>
internal readonly record struct ListingMarker(string? Token, string? UploadId = null)
{
    /// <summary>Whether it is the last name of a page, as ListObjects goes on, and no token.</summary>
    public bool IsKey { get; init; }
}
