namespace DataLakeTools.Core.Lake;

/// <summary>What must not be repeated of an address that somebody wrote: a user name with its password, and signatures in a query.</summary>
internal static class AddressSecrets
{
    private const string Hidden = "***";

    /// <summary>The address without them; the same text where it has none, or is no address.</summary>
    public static string Hide(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return text;
        }

        // Secret keys have slashes in them, so what stands before an '@' may look like a path. Behind a bucket '@' and '?'
        // are letters of the prefix like any other.
        var start = scheme + 3;
        var end = text.IndexOf('/', start) is var slash and >= 0 ? slash : text.Length;
        var isBucket = text.StartsWith("s3:", StringComparison.OrdinalIgnoreCase) && !text.AsSpan(start, end - start).Contains(':');
        var user = text.LastIndexOf('@', (isBucket ? end : text.Length) - 1, (isBucket ? end : text.Length) - start);
        var shown = user < 0 ? text : string.Concat(text.AsSpan(0, start), Hidden, text.AsSpan(user));
        var query = isBucket ? -1 : shown.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? shown : string.Concat(shown.AsSpan(0, query + 1), Hidden);
    }
}
