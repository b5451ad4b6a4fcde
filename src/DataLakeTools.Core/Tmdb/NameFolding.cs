using System.Text;

namespace DataLakeTools.Core.Tmdb;

/// <summary>
/// Names as people compare them: without case, accents, and doubled spaces. Done here and not by the culture, since a
/// process without culture data (as in small containers) cannot take accents apart.
/// </summary>
internal static class NameFolding
{
    private const string Letters =
        "AÀÁÂÃÄÅĀĂĄǍ" + "|CÇĆĈĊČ" + "|DÐĎĐ" + "|EÈÉÊËĒĔĖĘĚ" + "|GĜĞĠĢ" + "|HĤĦ" + "|IÌÍÎÏĨĪĬĮİ" + "|JĴ" + "|KĶ" +
        "|LĹĻĽĿŁ" + "|NÑŃŅŇ" + "|OÒÓÔÕÖØŌŎŐ" + "|RŔŖŘ" + "|SŚŜŞŠȘ" + "|TŢŤŦȚ" + "|UÙÚÛÜŨŪŬŮŰŲ" + "|WŴ" + "|YÝŶŸ" + "|ZŹŻŽ";

    private static readonly Dictionary<char, char> s_plain = Plain();

    public static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (char letter in name.Trim().ToUpperInvariant())
        {
            // Accents that follow their letter, as in decomposed text.
            if (letter is >= '\u0300' and <= '\u036F')
                continue;

            char plain = letter is '-' or '_' or '\u00A0' ? ' ' : s_plain.GetValueOrDefault(letter, letter);
            if (plain != ' ' || (folded.Length > 0 && folded[^1] != ' '))
                folded.Append(plain);
        }

        return folded.ToString().TrimEnd();
    }

    /// <summary>How many letters must change to make one folded name the other.</summary>
    public static int Distance(string first, string second)
    {
        int[] above = [.. Enumerable.Range(0, second.Length + 1)];
        int[] row = new int[second.Length + 1];
        for (int i = 1; i <= first.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= second.Length; j++)
            {
                int change = first[i - 1] == second[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + change);
            }

            (above, row) = (row, above);
        }

        return above[second.Length];
    }

    private static Dictionary<char, char> Plain()
    {
        var plain = new Dictionary<char, char>();
        foreach (string group in Letters.Split('|'))
        {
            foreach (char letter in group.AsSpan(1))
                plain[letter] = group[0];
        }

        return plain;
    }
}
