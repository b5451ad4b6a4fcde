using System.Xml.Linq;

namespace DataLakeTools.TestServers.S3;

/// <summary>An answer before it is written, so that a fault can still change or lose it.</summary>
internal sealed class S3Answer
{
    public int Status { get; init; } = 200;

    public List<KeyValuePair<string, string>> Headers { get; init; } = [];

    public XElement? Document { get; init; }

    /// <summary>Sub-resources are given back exactly as they were sent.</summary>
    public ReadOnlyMemory<byte>? Verbatim { get; init; }

    public StoredBody? Body { get; init; }

    public long BodyFrom { get; init; }

    public long BodyLength { get; init; }

    public string? ErrorCode { get; init; }

    public S3Answer With(string name, string? value)
    {
        if (value is not null)
        {
            Headers.Add(new(name, value));
        }

        return this;
    }

    public S3Answer With(IEnumerable<KeyValuePair<string, string>> headers)
    {
        Headers.AddRange(headers);
        return this;
    }

    public static S3Answer Empty(int status = 200) => new() { Status = status };

    public static S3Answer Of(XElement document) => new() { Document = document };

    public static S3Answer Error(S3ErrorException error, string resource) => new()
    {
        Status = error.Status,
        ErrorCode = error.Code,
        Headers = [.. error.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
        Document = S3Xml.Error(error, resource),
    };
}
