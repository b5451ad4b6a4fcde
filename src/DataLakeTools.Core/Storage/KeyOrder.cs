namespace DataLakeTools.Core.Storage;

/// <summary>
/// The order of S3's listings: that of the keys' UTF-8 bytes. The order of UTF-16 differs from it where surrogates
/// meet U+E000 to U+FFFF.
/// </summary>
internal sealed class KeyOrder : IComparer<string>
{
    private const int Surrogates = 0xD800;
    private const int AfterSurrogates = 0xE000;

    private KeyOrder()
    {
    }

    public static KeyOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var same = x.AsSpan().CommonPrefixLength(y);
        return same < x.Length && same < y.Length ? Rank(x[same]) - Rank(y[same]) : x.Length - y.Length;
    }

    // Surrogates encode code points above U+FFFF, which sort last in UTF-8.
    private static int Rank(char character) => character switch
    {
        >= (char)AfterSurrogates => character - AfterSurrogates + Surrogates,
        >= (char)Surrogates => character + char.MaxValue,
        _ => character,
    };
}
