using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Checks the parts of <c>append_to_response</c>.</summary>
internal static class TmdbAppend
{
    private const int Limit = 20;

    /// <summary>The parts without repeats, checked before anything is sent.</summary>
    public static IReadOnlyList<string> Check(IEnumerable<string>? append)
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

        return parts.FirstOrDefault(part => !part.All(IsPartLetter)) is string wrong
            ? throw TmdbErrors.InvalidOption($"'{wrong}' is no part that TMDB can append.", "Give names as credits, keywords or external_ids.", wrong)
            : parts;
    }

    private static bool IsPartLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '/';
}
