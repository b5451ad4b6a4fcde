namespace DataLakeTools.S3;

/// <summary>One request.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">The full address, its path and query already encoded and sorted as signatures want them.</param>
internal sealed record S3Request(HttpMethod Method, Uri Address)
{
    /// <summary>The headers, their names in lower case; all of them are signed.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The bytes of an object or a part; not signed, since their checksum is a signed header. Null where there are none.</summary>
    public S3Body? Body { get; init; }

    /// <summary>A small body, which is signed; null where there is none.</summary>
    public byte[]? Document { get; init; }

    /// <summary>Called with the number of bytes of <see cref="Body"/> sent, or, negative, of bytes that will be sent again.</summary>
    public Action<int>? BytesMoved { get; init; }

    /// <summary>
    /// The element without which a response is not one of S3; null where the status says all. Servers that speak S3 do not
    /// agree on the name of the document.
    /// </summary>
    public string? RequiredElement { get; init; }

    /// <summary>The header without which a response is not one of S3; null where the status says all.</summary>
    public string? RequiredHeader { get; init; }

    /// <summary>Whether "not found" is a response like any other, and no error.</summary>
    public bool AllowNotFound { get; init; }
}
