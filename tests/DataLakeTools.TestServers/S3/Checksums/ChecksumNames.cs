namespace DataLakeTools.TestServers.S3;

/// <summary>How an algorithm is spelled in headers (<c>x-amz-checksum-crc32c</c>), values (<c>CRC32C</c>) and XML (<c>ChecksumCRC32C</c>).</summary>
internal static class ChecksumNames
{
    public const string HeaderPrefix = "x-amz-checksum-";

    private static readonly ChecksumAlgorithm[] All = Enum.GetValues<ChecksumAlgorithm>();

    public static string Value(this ChecksumAlgorithm algorithm) => algorithm.ToString().ToUpperInvariant();

    public static string Header(this ChecksumAlgorithm algorithm) => HeaderPrefix + algorithm.ToString().ToLowerInvariant();

    public static string Element(this ChecksumAlgorithm algorithm) => "Checksum" + algorithm.Value();

    public static ChecksumAlgorithm? FromValue(string? value) => value is null or ""
        ? null
        : All.Select(algorithm => (ChecksumAlgorithm?)algorithm)
              .FirstOrDefault(algorithm => string.Equals(algorithm!.Value.Value(), value, StringComparison.OrdinalIgnoreCase))
          ?? throw S3Errors.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");

    /// <summary>The checksum that a request states in a header, if any. S3 refuses two.</summary>
    public static (ChecksumAlgorithm Algorithm, string Value)? InHeaders(IHeaderDictionary headers)
    {
        var stated = All.Where(algorithm => headers.ContainsKey(algorithm.Header())).ToArray();
        return stated switch
        {
            [] => null,
            [var one] => (one, headers[one.Header()].ToString()),
            _ => throw S3Errors.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."),
        };
    }

    /// <summary>The checksum that will follow the body, as <c>x-amz-trailer</c> announces it.</summary>
    public static ChecksumAlgorithm? InTrailer(IHeaderDictionary headers)
    {
        var announced = headers["x-amz-trailer"].ToString().Trim();
        return announced.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase) ? FromValue(announced[HeaderPrefix.Length..]) : null;
    }
}
