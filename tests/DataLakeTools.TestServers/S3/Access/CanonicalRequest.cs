using System.Text;

namespace DataLakeTools.TestServers.S3;

/// <summary>
/// The text that both sides hash. Path and query are decoded and encoded again, because S3 signs the key and not
/// the spelling that a client chose for it on the wire.
/// </summary>
internal static class CanonicalRequest
{
    public static string Build(S3Request request, IHeaderDictionary headers, string[] signedHeaders, string payloadHash)
    {
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n');
        text.AppendJoin('/', request.Path.Split('/').Select(Uri.EscapeDataString)).Append('\n');
        text.AppendJoin('&', request.QueryPairs
            .Select(pair => (Name: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(pair.Value)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={pair.Value}")).Append('\n');
        foreach (var name in signedHeaders)
        {
            text.Append(name).Append(':').AppendJoin(',', headers[name].Select(Trimmed)).Append('\n');
        }

        text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(payloadHash);
        return text.ToString();
    }

    private static string Trimmed(string? value) =>
        string.Join(' ', (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
