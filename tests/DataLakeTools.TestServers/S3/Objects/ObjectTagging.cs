namespace DataLakeTools.TestServers.S3;

/// <summary>GetObjectTagging and PutObjectTagging.</summary>
internal sealed class ObjectTagging(S3Store store, BodyReader bodies)
{
    public S3Answer Get(S3Request request)
    {
        var pairs = store.RequireObject(request).Tagging
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2));
        return S3Answer.Of(S3Xml.Element("Tagging", S3Xml.Element("TagSet", pairs.Select(pair => S3Xml.Element("Tag",
            S3Xml.Element("Key", Decoded(pair[0])), S3Xml.Element("Value", Decoded(pair.ElementAtOrDefault(1) ?? "")))))));
    }

    public async Task<S3Answer> PutAsync(S3Request request, CancellationToken cancellation)
    {
        var found = store.RequireObject(request);
        var document = S3Xml.Read(await bodies.ReadDocumentAsync(request, cancellation), "Tagging");
        found.Tagging = string.Join('&', document.Children("TagSet").SelectMany(set => set.Children("Tag"))
            .Select(tag => $"{Encoded(S3Xml.Value(tag, "Key"))}={Encoded(S3Xml.Value(tag, "Value"))}"));
        return S3Answer.Empty();
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string Encoded(string? text) => Uri.EscapeDataString(text ?? "");
}
