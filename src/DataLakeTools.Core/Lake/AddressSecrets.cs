namespace DataLakeTools.Core.Lake;

/// <summary>Hides the secrets of an address in messages: a user name with its password, and a query, which may have signatures.</summary>
internal static class AddressSecrets
{
    private const string Hidden = "***";

    /// <summary>The address without secrets; the same text if it has none or is not an address.</summary>
    public static string Hide(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return text;
        }

        // Secret keys contain slashes, so the text before an '@' may look like a path. After a bucket, '@' and '?' are
        // ordinary characters of the prefix.
        var start = scheme + 3;
        var end = text.IndexOf('/', start) is var slash and >= 0 ? slash : text.Length;
        var isBucket = text.StartsWith("s3:", StringComparison.OrdinalIgnoreCase) && !text.AsSpan(start, end - start).Contains(':');
        var user = text.LastIndexOf('@', (isBucket ? end : text.Length) - 1, (isBucket ? end : text.Length) - start);
        var shown = user < 0 ? text : string.Concat(text.AsSpan(0, start), Hidden, text.AsSpan(user));
        var query = isBucket ? -1 : shown.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? shown : string.Concat(shown.AsSpan(0, query + 1), Hidden);
    }
}
