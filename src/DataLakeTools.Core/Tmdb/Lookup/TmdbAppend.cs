using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Checks the parts of <c>append_to_response</c>.</summary>
internal static class TmdbAppend
{
    private const int Limit = 20;

    // A name that is so near to a documented one, and is none itself, is a slip; another may be a part that TMDB has since added.
    private const int MaxTypingErrors = 2;

    /// <summary>The parts without repeats, checked before anything is sent.</summary>
    /// <param name="append">The parts.</param>
    /// <param name="kind">What they are parts of; any kind if <see langword="null"/>.</param>
    public static IReadOnlyList<string> Check(IEnumerable<string>? append, TmdbKind? kind = null)
    {
        string[] parts = [.. (append ?? []).SelectMany(part => part.Split(',', StringSplitOptions.TrimEntries))
            .Where(part => part.Length > 0).Distinct(StringComparer.Ordinal)];
        if (parts.Length > Limit)
        {
            throw TmdbErrors.InvalidOption(
                $"{parts.Length} parts cannot be appended to one request; TMDB takes {Limit}.",
                "Leave some out, or ask twice.",
                string.Join(',', parts));
        }

        if (parts.FirstOrDefault(part => !part.All(IsPartLetter)) is { } wrong)
        {
            throw TmdbErrors.InvalidOption($"'{wrong}' is no part that TMDB can append.", "Give names as credits, keywords or external_ids.", wrong);
        }

        foreach (var part in parts.Except(TmdbParts.All, StringComparer.Ordinal))
        {
            if (TmdbParts.All.MinBy(known => NameFolding.Distance(part, known)) is { } near && NameFolding.Distance(part, near) <= MaxTypingErrors)
            {
                throw TmdbErrors.InvalidOption($"'{part}' is no part that TMDB can append; '{near}' is one.", $"Write {near}.", part);
            }
        }

        // TMDB leaves out without a word what is a part of another kind.
        if (kind is { } one && TmdbParts.Of(one) is { Count: > 0 } ofKind && parts.Except(ofKind, StringComparer.Ordinal).FirstOrDefault(TmdbParts.All.Contains) is { } foreign)
        {
            throw TmdbErrors.InvalidOption(
                $"'{foreign}' is no part that TMDB can append to a {TmdbEndpoints.SegmentOf(one)}.", $"Leave it out; there are {string.Join(", ", ofKind)}.", foreign);
        }

        return parts;
    }

    private static bool IsPartLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '/';
}
