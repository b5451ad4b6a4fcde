namespace DataLakeTools.S3;

/// <summary>Where the next page of a listing starts.</summary>
/// <param name="Token">The continuation token, or the last key; null for the first page.</param>
/// <param name="UploadId">The upload after which a listing of uploads goes on.</param>
internal readonly record struct ListingMarker(string? Token, string? UploadId = null)
{
    /// <summary>Whether <see cref="Token"/> is the last key of the page (ListObjects V1) and no token.</summary>
    public bool IsKey { get; init; }
}
