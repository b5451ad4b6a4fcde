using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// File names of three three-letter words, made from the content: the same batch always has the same name.
/// There are 26^9 of them, so two batches of one prefix practically never share one; where they do, the next
/// attempt names the second. The format does not show in the name.
/// </summary>
public static class BatchName
{
    /// <summary>How many names are tried; that even the second is taken by other content is next to impossible.</summary>
    public const int MaxAttempts = 16;

    /// <summary>What each name ends with.</summary>
    public const string Ending = ".json";

    private const int Letters = 9;
    private const int AlphabetSize = 26;

    /// <summary>The name of the content with this hash, for example <c>prt-uty-nfd.json</c>.</summary>
    /// <param name="sha256">The SHA-256 of the file's bytes.</param>
    /// <param name="attempt">
    /// 0 for the first choice; 1, 2, … when that name is taken by other content. The names are the same every
    /// time, so a batch that did not get its first name is found again.
    /// </param>
    public static string FromHash(ReadOnlySpan<byte> sha256, int attempt = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sha256.Length, SHA256.HashSizeInBytes, nameof(sha256));
        ArgumentOutOfRangeException.ThrowIfNegative(attempt);

        Span<byte> seed = stackalloc byte[SHA256.HashSizeInBytes];
        if (attempt == 0)
        {
            sha256[..SHA256.HashSizeInBytes].CopyTo(seed);
        }
        else
        {
            HashOfAttempt(sha256, attempt, seed);
        }

        return string.Create(Letters + 2 + Ending.Length, BinaryPrimitives.ReadUInt128BigEndian(seed), Write);
    }

    private static void HashOfAttempt(ReadOnlySpan<byte> sha256, int attempt, Span<byte> seed)
    {
        Span<byte> input = stackalloc byte[SHA256.HashSizeInBytes + sizeof(int)];
        sha256[..SHA256.HashSizeInBytes].CopyTo(input);
        BinaryPrimitives.WriteInt32LittleEndian(input[SHA256.HashSizeInBytes..], attempt);
        SHA256.HashData(input, seed);
    }

    private static void Write(Span<char> name, UInt128 number)
    {
        var at = 0;
        for (var letter = 0; letter < Letters; letter++)
        {
            if (letter is 3 or 6)
            {
                name[at++] = '-';
            }

            (number, var rest) = UInt128.DivRem(number, AlphabetSize);
            name[at++] = (char)('a' + (int)rest);
        }

        Ending.CopyTo(name[at..]);
    }
}
