namespace DataLakeTools.TestServers.S3;

/// <summary>
/// The order of S3's lists: by UTF-8 bytes. Ordinal comparison of .NET strings differs from it where a surrogate pair
/// meets a character from U+E000 on.
/// </summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    public int Compare(string? x, string? y)
    {
        var length = Math.Min(x!.Length, y!.Length);
        for (var index = 0; index < length; index++)
        {
            var (left, right) = (x[index], y[index]);
            if (left != right)
            {
                return char.IsSurrogate(left) == char.IsSurrogate(right) ? left - right : char.IsSurrogate(left) ? 1 : -1;
            }
        }

        return x.Length - y.Length;
    }
}
