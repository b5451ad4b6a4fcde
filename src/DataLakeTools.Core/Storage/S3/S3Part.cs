using System.Globalization;
using System.Security.Cryptography;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>A part that S3 has taken.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="ETag">Its ETag, with quotes.</param>
/// <param name="Crc32C">Its CRC-32C as S3 writes it.</param>
/// <param name="Md5">Its MD5, computed only where S3 confirmed no checksum.</param>
/// <param name="Verified">Whether S3 confirmed the bytes.</param>
internal sealed record S3Part(int Number, string ETag, string Crc32C, byte[]? Md5, bool Verified)
{
    /// <summary>
    /// Holds the answer against the bytes while they can still be had: by the checksum that S3 says back or,
    /// from servers that say none, by the ETag, which is the MD5 of the part unless KMS encrypts it.
    /// </summary>
    public static S3Part Confirm(int number, S3PutAnswer answer, S3Body body, uint crc, string address)
    {
        var expected = Checksums.Crc32C.ToBase64(crc);
        if (answer.Crc32C is not null)
        {
            return answer.Crc32C == expected ? new S3Part(number, answer.ETag, expected, Md5: null, Verified: true) : throw Mismatch(address, expected, answer.Crc32C);
        }

        // A source that cannot be asked any more leaves the part unconfirmed: what went out was held against the check.
        var md5 = body.TryComputeMd5();
        var isConfirmed = md5 is not null && string.Equals(answer.ETag.Trim('"'), Convert.ToHexString(md5), StringComparison.OrdinalIgnoreCase);
        return new S3Part(number, answer.ETag, expected, md5, isConfirmed);
    }

    /// <summary>The ETag that S3 gives an object made of these parts, or null where the MD5s are not known.</summary>
    public static string? ETagOf(IReadOnlyList<S3Part> parts)
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

    public static DataLakeException Mismatch(string address, string expected, string found) => new(
        DataLakeError.ChecksumMismatch,
        $"S3 holds other bytes for {address} than were sent (checksum {found}, sent {expected}).",
        "Run again; if it happens again, look at the network and the memory of this machine.",
        address);
}
