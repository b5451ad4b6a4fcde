using System.Security.Cryptography;

namespace DataLakeTools.TestServers.S3;

internal static class ETags
{
    public static string Of(byte[] md5, bool usesKms) => $"\"{Convert.ToHexStringLower(usesKms ? Veiled(md5) : md5)}\"";

    public static string OfParts(IReadOnlyCollection<S3Part> parts) =>
        $"\"{Convert.ToHexStringLower(MD5.HashData(parts.SelectMany(part => part.Md5).ToArray()))}-{parts.Count}\"";

    /// <summary>Whether a header's list of ETags, quoted or not, names this one.</summary>
    public static bool Match(string header, string etag) => header == "*"
        || header.Split(',', StringSplitOptions.TrimEntries).Any(one => Bare(one) == Bare(etag));

    public static string Bare(string etag) => etag.Trim('"');

    private static byte[] Veiled(byte[] md5) => MD5.HashData([.. md5, .. "kms"u8]);
}
