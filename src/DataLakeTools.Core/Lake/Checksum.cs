using DataLakeTools.S3.Checksums;

namespace DataLakeTools;

/// <summary>The checksum of a whole object and its algorithm.</summary>
/// <param name="Algorithm">The algorithm as S3 names it, for example <c>CRC32C</c>.</param>
/// <param name="Value">The value as S3 writes it: base64, highest byte first.</param>
public sealed record Checksum(string Algorithm, string Value)
{
    /// <summary>The name of CRC-32C.</summary>
    public const string Crc32CName = "CRC32C";

    /// <summary>A CRC-32C.</summary>
    /// <param name="value">The checksum as a number.</param>
    public static Checksum OfCrc32C(uint value) => new(Crc32CName, Crc32C.ToBase64(value));

    /// <summary>The algorithm and the value, for example <c>CRC32C:mnG7TA==</c>.</summary>
    public override string ToString() => $"{Algorithm}:{Value}";
}
