namespace DataLakeTools.TestServers.S3;

/// <summary>One page of keys, rolled up at the delimiter.</summary>
internal sealed class ListPage
{
    private const int LargestPage = 1000;

    private ListPage()
    {
    }

    public List<S3Object> Objects { get; } = [];

    public List<string> CommonPrefixes { get; } = [];

    public bool IsTruncated { get; private set; }

    /// <summary>The last key or common prefix of this page; the next page starts after it.</summary>
    public string Last { get; private set; } = "";

    public static int Limit(S3Request request, string name)
    {
        if (!request.Query.TryGetValue(name, out var text))
        {
            return LargestPage;
        }

        return int.TryParse(text, out var limit) && limit >= 0
            ? Math.Min(limit, LargestPage)
            : throw S3Errors.InvalidArgument($"Provided {name} not an integer or within integer range", name, text);
    }

    public static ListPage Of(S3Bucket bucket, string prefix, string delimiter, string after, int limit)
    {
        var page = new ListPage();
        // A page may have ended on a common prefix, and then everything below it has been told.
        var rolledUp = delimiter.Length > 0 && after.Length > prefix.Length && after.EndsWith(delimiter, StringComparison.Ordinal) ? after : null;
        var keys = bucket.ObjectTable
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && Utf8Order.Instance.Compare(pair.Key, after) > 0)
            .OrderBy(pair => pair.Key, Utf8Order.Instance);
        foreach (var (key, found) in keys)
        {
            if (rolledUp is not null && key.StartsWith(rolledUp, StringComparison.Ordinal))
            {
                continue;
            }

            if (page.Objects.Count + page.CommonPrefixes.Count == limit)
            {
                page.IsTruncated = limit > 0;
                break;
            }

            var end = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            if (end < 0)
            {
                page.Objects.Add(found);
            }
            else
            {
                page.CommonPrefixes.Add(rolledUp = key[..(end + delimiter.Length)]);
            }

            page.Last = end < 0 ? key : rolledUp!;
        }

        return page;
    }
}
