using System.Buffers;
using System.Globalization;
using System.Text;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Lake;

/// <summary>The rules for one segment of a key: it cannot lead out of its folder and is safe to print.</summary>
internal static class KeySegment
{
    /// <summary>The longest name of a file or a folder that Linux, macOS and Windows all allow.</summary>
    public const int MaxFileNameBytes = 255;

    private const int MaxShownLength = 80;

    private static readonly SearchValues<char> NotOnWindows = SearchValues.Create("<>:\"|?*");

    // Lone surrogates have no UTF-8 encoding, so S3 and most file systems would store another name.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Throws if the segment cannot be part of a key.</summary>
    public static void Check(string? segment, string part)
    {
        if (string.IsNullOrEmpty(segment))
        {
            throw Invalid($"The {part} has an empty segment.", $"Give the {part} a name, and no '/' at its ends or twice in a row.", segment);
        }

        if (segment is "." or "..")
        {
            throw Invalid($"The {part} has the segment '{segment}'.", $"Write the {part} without '.' and '..' segments.", segment);
        }

        foreach (var character in segment)
        {
            if (character == '/')
            {
                throw Invalid($"The {part} '{Shown(segment)}' has a '/' in it.", $"Write the {part} as one name without '/'.", segment);
            }

            if (character == '\\')
            {
                throw Invalid($"The {part} '{Shown(segment)}' has a backslash in it.", "Write '/' between levels, on Windows too, and keep backslashes out of names.", segment);
            }

            if (char.IsControl(character))
            {
                throw Invalid($"The {part} '{Shown(segment)}' has the control character U+{(int)character:X4} in it.", $"Write the {part} without control characters.", segment);
            }
        }

        if (!IsUnicode(segment))
        {
            throw Invalid($"The {part} '{Shown(segment)}' is not valid Unicode text.", $"Write the {part} without half surrogate pairs.", segment);
        }
    }

    /// <summary>
    /// Throws if the segment cannot be part of a new key: also if Windows does not allow it as a folder name, or it is not in Unicode form NFC or has invisible characters (two names could look the same).
    /// </summary>
    public static void CheckNew(string? segment, string part)
    {
        Check(segment, part);
        ArgumentNullException.ThrowIfNull(segment);
        if (segment.AsSpan().IndexOfAny(NotOnWindows) is var at and >= 0)
        {
            throw Invalid($"The {part} '{Shown(segment)}' has a '{segment[at]}' in it, which no name on Windows may have.", $"Write the {part} without any of < > : \" | ? *.", segment);
        }

        if (segment[^1] is '.' or ' ')
        {
            throw Invalid($"The {part} '{Shown(segment)}' ends in a {(segment[^1] == '.' ? "dot" : "space")}, which Windows leaves out.", $"Write the {part} without it.", segment);
        }

        if (IsDevice(segment))
        {
            throw Invalid($"The {part} '{Shown(segment)}' is the name of a device on Windows, where no folder or file may have it.", $"Give the {part} another name.", segment);
        }

        if (InvisibleIn(segment) is { } invisible)
        {
            throw Invalid(
                $"The {part} '{Shown(segment)}' has the invisible character U+{invisible.Value:X4} in it, and would look the same as the name without it, or read in another order.",
                $"Write the {part} without it.",
                segment);
        }

        if (!NormalForm.IsComposed(segment))
        {
            throw Invalid($"The {part} '{Shown(segment)}' has letters and their accents as characters that Unicode composes, and would look the same as the composed name.", $"Write the {part} in the composed form (NFC).", segment);
        }
    }

    /// <summary>Throws if the key could lead out of its lake.</summary>
    public static void CheckKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        foreach (var segment in key.Split('/'))
        {
            Check(segment, "key");
        }
    }

    /// <summary>Throws if the prefix of a key could lead out of its lake; its last segment may be incomplete.</summary>
    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var slash = prefix.LastIndexOf('/');
        if (slash >= 0)
        {
            CheckKey(prefix[..slash]);
        }

        // The last segment is incomplete, so '.' and '..' are allowed here: they may be the start of a name.
        if (prefix.AsSpan(slash + 1).ContainsAny('\\', '\0'))
        {
            throw Invalid($"The prefix '{Shown(prefix)}' has a backslash or a NUL in it.", "Write '/' between levels, on Windows too.", prefix);
        }
    }

    /// <summary>Throws if the key is longer than S3 allows.</summary>
    public static void CheckLength(string key)
    {
        var length = Encoding.UTF8.GetByteCount(key);
        if (length > LakeKey.MaxUtf8Bytes)
        {
            throw Invalid(
                $"The key '{Shown(key)}' is {length} UTF-8 bytes long; S3 takes at most {LakeKey.MaxUtf8Bytes}.",
                "Shorten the file name, the specification or the prefix of the lake.",
                key);
        }
    }

    /// <summary>Whether the segment is too long for the name of a file or a folder.</summary>
    public static bool IsTooLongForFile(string segment, out int utf8Bytes) => (utf8Bytes = Encoding.UTF8.GetByteCount(segment)) > MaxFileNameBytes;

    /// <summary>The text for a message: plain, and truncated if it is long.</summary>
    public static string Shown(string text)
    {
        // PlainText turns line breaks into spaces; in a name they are shown as any other control character.
        var shown = text.Length > MaxShownLength ? string.Concat(text.AsSpan(0, MaxShownLength), "...") : text;
        return PlainText.Of(shown.Replace('\r', '?').Replace('\n', '?').Replace('\t', '?'));
    }

    public static DataLakeException Invalid(string message, string recommendation, string? target) =>
        new(DataLakeError.InvalidKey, message, recommendation, target);

    // Joiners belong to the letters of some scripts, and to emoji.
    private static Rune? InvisibleIn(string segment)
    {
        var before = default(Rune);
        foreach (var rune in segment.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                && (rune.Value is not (0x200C or 0x200D) || before.IsAscii))
            {
                return rune;
            }

            before = rune;
        }

        return null;
    }

    private static bool IsDevice(string segment)
    {
        var dot = segment.IndexOf('.', StringComparison.Ordinal);
        var name = (dot < 0 ? segment : segment[..dot]).TrimEnd(' ').ToUpperInvariant();
        return name is "CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$"
            || (name.Length == 4 && (name[..3] is "COM" or "LPT") && (char.IsAsciiDigit(name[3]) || name[3] is '¹' or '²' or '³'));
    }

    private static bool IsUnicode(string text)
    {
        try
        {
            StrictUtf8.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
