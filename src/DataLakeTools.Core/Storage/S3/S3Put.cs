namespace DataLakeTools.Core.Storage.S3;

/// <summary>One PUT of bytes.</summary>
/// <param name="Address">The full address, its path and query already encoded as signatures want them.</param>
/// <param name="Headers">The headers, their names in lower case; all of them are signed.</param>
/// <param name="Body">The bytes.</param>
/// <param name="BytesMoved">Told how many bytes went out, or, negative, how many will go out again.</param>
internal sealed record S3Put(Uri Address, IReadOnlyDictionary<string, string> Headers, S3Body Body, Action<int>? BytesMoved);

/// <summary>What S3 answered to a PUT.</summary>
/// <param name="ETag">The ETag, with its quotes.</param>
/// <param name="Crc32C">The CRC-32C that S3 computed, if it says so.</param>
/// <param name="VersionId">The version that was written; null in a bucket that keeps none.</param>
internal sealed record S3PutAnswer(string ETag, string? Crc32C, string? VersionId)
{
    public static S3PutAnswer Read(HttpResponseMessage response) => new(
        Find(response, "ETag") ?? string.Empty,
        Find(response, S3Headers.Crc32C),
        Find(response, S3Headers.VersionId) is { Length: > 0 } version and not "null" ? version : null);

    private static string? Find(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
