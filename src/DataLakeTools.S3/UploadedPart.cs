using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace DataLakeTools.S3;

/// <summary>A part that S3 has taken.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="ETag">Its ETag, with quotes.</param>
/// <param name="Crc32C">Its CRC-32C as S3 writes it.</param>
/// <param name="Md5">Its MD5, known only where S3 confirmed no checksum.</param>
/// <param name="Verified">Whether S3 confirmed the bytes.</param>
internal sealed partial record UploadedPart(int Number, string ETag, string Crc32C, byte[]? Md5, bool Verified)
{
    /// <summary>
    /// The mismatch, if the ETag looks like an MD5 but is not that of the sent bytes; else null. It is kept and not thrown,
    /// because the ETags of some servers are no MD5s.
    /// </summary>
    public S3ChecksumException? Mismatch { get; private init; }

    /// <summary>
    /// Compares what S3 says with the bytes while they can still be read: by the checksum in the response or, where a
    /// server sends none, by the ETag, which is the MD5 of the part unless KMS encrypts it.
    /// </summary>
    /// <exception cref="S3ChecksumException">S3 confirmed another checksum.</exception>
    public static UploadedPart FromResponse(int number, S3Response response, S3Body body, uint crc, byte[]? md5)
    {
        var etag = response.ETag;
        var expected = Checksums.Crc32C.ToBase64(crc);
        if (response.Crc32C is { } confirmed)
        {
            return confirmed == expected ? new UploadedPart(number, etag, expected, Md5: null, Verified: true) : throw new S3ChecksumException(expected, confirmed);
        }

        // If the source cannot be read again, the part stays unverified; the sent bytes were compared with the checksum while
        // they were sent.
        md5 ??= body.TryComputeMd5();
        if (md5 is null || IsMd5(etag, md5))
        {
            return new UploadedPart(number, etag, expected, md5, Verified: md5 is not null);
        }

        var differs = Md5Text().IsMatch(etag.Trim('"')) && !response.HasOpaqueETag;
        return new UploadedPart(number, etag, expected, md5, Verified: false)
        {
            Mismatch = differs ? new S3ChecksumException(Convert.ToHexString(md5).ToLowerInvariant(), etag.Trim('"')) { IsOfETag = true } : null,
        };
    }

    /// <summary>Whether an ETag is this MD5.</summary>
    public static bool IsMd5(string etag, byte[] md5) => string.Equals(etag.Trim('"'), Convert.ToHexString(md5), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an ETag looks like the one that S3 makes of the MD5s of so many parts.</summary>
    public static bool IsMd5OfParts(string etag, int count) =>
        etag.Trim('"').Split('-') is [var hash, var number] && Md5Text().IsMatch(hash) && number == count.ToString(CultureInfo.InvariantCulture);

    /// <summary>The ETag that S3 gives an object made of these parts, or null where the MD5s are not known.</summary>
    public static string? ETagOf(IReadOnlyList<UploadedPart> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var part in parts)
        {
            if (part.Md5 is null)
            {
                return null;
            }

            hash.AppendData(part.Md5);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant()}-{parts.Count}");
    }

    [GeneratedRegex("^[0-9a-fA-F]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex Md5Text();
}
