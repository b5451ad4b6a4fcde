using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Lake;

/// <summary>What one segment of a key may hold, so that no name can leave its folder or harm a console.</summary>
internal static class KeySegment
{
    /// <summary>How long the name of a file or a folder may be on Linux, macOS and Windows alike.</summary>
    public const int MaxFileNameBytes = 255;

    private const int LongestShown = 80;

    // Lone surrogates have no UTF-8 form, so S3 and most file systems would store another name than the one given.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Refuses a segment that cannot stand in a key.</summary>
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

    /// <summary>Refuses a key that could lead out of its lake.</summary>
    public static void CheckKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        foreach (var segment in key.Split('/'))
        {
            Check(segment, "key");
        }
    }

    /// <summary>Refuses the beginning of a key that could lead out of its lake; its last segment may be begun only.</summary>
    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var slash = prefix.LastIndexOf('/');
        if (slash >= 0)
        {
            CheckKey(prefix[..slash]);
        }

        // As a folder would be: what is only begun with '.' or '..' may still become a name.
        if (prefix.AsSpan(slash + 1).ContainsAny('\\', '\0'))
        {
            throw Invalid($"The prefix '{Shown(prefix)}' has a backslash or a NUL in it.", "Write '/' between levels, on Windows too.", prefix);
        }
    }

    /// <summary>Refuses a key that S3 would refuse for its length.</summary>
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

    /// <summary>Whether no file or folder can be called so.</summary>
    public static bool IsTooLongForFile(string segment, out int utf8Bytes) => (utf8Bytes = Encoding.UTF8.GetByteCount(segment)) > MaxFileNameBytes;

    /// <summary>The text as it may be shown in a message: plain, and cut when it is long.</summary>
    public static string Shown(string text)
    {
        // In a name a line break is as strange as any other control character; in a sentence it is a space.
        var shown = text.Length > LongestShown ? string.Concat(text.AsSpan(0, LongestShown), "...") : text;
        return PlainText.Of(shown.Replace('\r', '?').Replace('\n', '?').Replace('\t', '?'));
    }

    public static DataLakeException Invalid(string message, string recommendation, string? target) =>
        new(DataLakeError.InvalidKey, message, recommendation, target);

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
