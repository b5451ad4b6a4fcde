using System.Text;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>
/// Names as people compare them: without case, accents, and doubled spaces. Done here and not by the culture, since a
/// process without culture data (as in small containers) cannot take accents apart.
/// </summary>
internal static class NameFolding
{
    private const string Letters =
        "AÀÁÂÃÄÅĀĂĄǍ" + "|CÇĆĈĊČ" + "|DÐĎĐ" + "|EÈÉÊËĒĔĖĘĚ" + "|GĜĞĠĢ" + "|HĤĦ" + "|IÌÍÎÏĨĪĬĮİ" + "|JĴ" + "|KĶ" +
        "|LĹĻĽĿŁ" + "|NÑŃŅŇ" + "|OÒÓÔÕÖØŌŎŐ" + "|RŔŖŘ" + "|SŚŜŞŠȘ" + "|TŢŤŦȚ" + "|UÙÚÛÜŨŪŬŮŰŲ" + "|WŴ" + "|YÝŶŸ" + "|ZŹŻŽ";

    private static readonly Dictionary<char, char> Plain = MapToPlain();

    public static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var letter in name.Trim().ToUpperInvariant())
        {
            // Accents that follow their letter, as in decomposed text.
            if (letter is >= '\u0300' and <= '\u036F')
            {
                continue;
            }

            var plain = letter is '-' or '_' or '\u00A0' ? ' ' : Plain.GetValueOrDefault(letter, letter);
            if (plain != ' ' || (folded.Length > 0 && folded[^1] != ' '))
            {
                folded.Append(plain);
            }
        }

        return folded.ToString().TrimEnd();
    }

    /// <summary>How many letters must change to make one folded name the other.</summary>
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

    private static Dictionary<char, char> MapToPlain()
    {
        var plain = new Dictionary<char, char>();
        foreach (var group in Letters.Split('|'))
        {
            foreach (var letter in group.AsSpan(1))
            {
                plain[letter] = group[0];
            }
        }

        return plain;
    }
}
