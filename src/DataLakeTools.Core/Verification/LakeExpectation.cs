namespace DataLakeTools.Core.Verification;

/// <summary>What an object of a lake is expected to be. Null properties are not checked.</summary>
/// <param name="Key">The key inside the lake.</param>
public sealed record LakeExpectation(string Key)
{
    /// <summary>The size in bytes.</summary>
    public long? Size { get; init; }

    /// <summary>The CRC-32C of all its bytes.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>The full path of the local file whose bytes it should have.</summary>
    public string? Source { get; init; }

    /// <summary>Reads a checksum as receipts write it: <c>CRC32C:mnG7TA==</c>, or the value alone.</summary>
    /// <param name="text">The text; null or empty where the receipt has none.</param>
    /// <returns>The checksum; null if there is none, or of an algorithm that is not supported.</returns>
    public static Checksum? ReadChecksum(string? text)
    {
        var value = text is null ? string.Empty : text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var isOther = text?.Contains(':', StringComparison.Ordinal) == true
            && !text.StartsWith(Checksum.Crc32CName + ":", StringComparison.OrdinalIgnoreCase);
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        return !isOther && Convert.TryFromBase64String(value, bytes, out var length) && length == bytes.Length
            ? new Checksum(Checksum.Crc32CName, value)
            : null;
    }
}
