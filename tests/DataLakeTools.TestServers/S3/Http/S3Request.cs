using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace DataLakeTools.TestServers.S3;

/// <summary>One request as S3 sees it: operation, bucket, key and query. This is what a fault's match is given.</summary>
public sealed class S3Request
{
    internal S3Request(HttpContext http, long number)
    {
        Http = http;
        Number = number;
        // The raw target, because the parsed path has already merged dot segments that S3 takes as part of the key.
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        Path = Uri.UnescapeDataString(target[0]);
        QueryPairs = target.Length < 2 ? [] : [.. target[1].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Pair)];
        Query = QueryPairs.GroupBy(pair => pair.Key).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value);

        var slash = Path.IndexOf('/', Math.Min(1, Path.Length));
        Bucket = slash < 0 ? Path.TrimStart('/') : Path[1..slash];
        Key = slash < 0 ? "" : Path[(slash + 1)..];
        Operation = OperationName.Of(this);
    }

    /// <summary>1 for the first request of this stand-in, and so on.</summary>
    public long Number { get; }

    /// <summary>The name in the S3 API, such as <c>UploadPart</c>.</summary>
    public string Operation { get; }

    public string Method => Http.Request.Method;

    /// <summary>Decoded, as S3 reads it.</summary>
    public string Path { get; }

    public string Bucket { get; }

    public string Key { get; }

    public IReadOnlyDictionary<string, string> Query { get; }

    public string? UploadId => Query.GetValueOrDefault("uploadId");

    public int? PartNumber =>
        int.TryParse(Query.GetValueOrDefault("partNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A header's value, or null. Credentials are not given out.</summary>
    public string? Header(string name) => SecretNames.Contains(name) ? null : Raw(name);

    public override string ToString() => $"{Operation} {Method} {Path}";

    internal HttpContext Http { get; }

    internal IReadOnlyList<KeyValuePair<string, string>> QueryPairs { get; }

    internal ChunkSignatures? ChunkSignatures { get; set; }

    internal S3LoggedRequest? Logged { get; set; }

    internal BodyInterruption? Interruption { get; set; }

    internal string? Raw(string name) =>
        Http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    private static KeyValuePair<string, string> Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new(Decoded(text), "") : new(Decoded(text[..equals]), Decoded(text[(equals + 1)..]));
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
