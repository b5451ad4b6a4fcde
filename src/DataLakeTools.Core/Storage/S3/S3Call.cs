namespace DataLakeTools.Core.Storage.S3;

/// <summary>One request that asks for work, in headers and a little XML, and is answered in XML.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">The full address, its path and query already encoded and sorted as signatures want them.</param>
internal sealed record S3Call(HttpMethod Method, Uri Address)
{
    /// <summary>The headers, their names in lower case; all of them are signed.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body; signed too.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>
    /// The element without which an answer is none of S3; null where a success is the status alone. Servers that speak S3
    /// do not agree on the name of the document.
    /// </summary>
    public string? Telling { get; init; }
}

/// <summary>What S3 answered to a call that it took.</summary>
/// <param name="Document">The document; without content where none was asked for.</param>
/// <param name="VersionId">The version that was written; null in a bucket that keeps none.</param>
internal sealed record S3Reply(S3Element Document, string? VersionId);
