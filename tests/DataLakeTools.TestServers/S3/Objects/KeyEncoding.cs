using System.Xml.Linq;

namespace DataLakeTools.TestServers.S3;

/// <summary><c>encoding-type=url</c>: keys in lists escaped, for clients whose XML parser refuses some characters.</summary>
internal static class KeyEncoding
{
    public static Func<string, string> Of(S3Request request) => IsAsked(request)
        ? key => string.Join('/', key.Split('/').Select(Uri.EscapeDataString))
        : key => key;

    public static XElement? Element(S3Request request) => IsAsked(request) ? S3Xml.Element("EncodingType", "url") : null;

    private static bool IsAsked(S3Request request) => request.Query.GetValueOrDefault("encoding-type") == "url";
}
