using System.Text;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>
/// Normalises names for comparison: no case, accents or repeated spaces.
/// </summary>
internal static class NameFolding
{
    public static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var letter in name.Trim().ToUpperInvariant())
        {
            if (PlainLetters.IsAccent(letter))
            {
                continue;
            }

            var plain = letter is '-' or '_' or '\u00A0' ? ' ' : PlainLetters.Of(letter);
            if (plain != ' ' || (folded.Length > 0 && folded[^1] != ' '))
            {
                folded.Append(plain);
            }
        }

        return folded.ToString().TrimEnd();
    }

    /// <summary>The Levenshtein distance of two folded names.</summary>
    public static int Distance(string first, string second)
    {
        int[] above = [.. Enumerable.Range(0, second.Length + 1)];
        var row = new int[second.Length + 1];
        for (var i = 1; i <= first.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= second.Length; j++)
            {
                var change = first[i - 1] == second[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + change);
            }

            (above, row) = (row, above);
        }

        return above[second.Length];
    }
}
