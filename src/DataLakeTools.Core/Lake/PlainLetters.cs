namespace DataLakeTools.Core.Lake;

/// <summary>
/// Latin letters without their accents. A table and not the culture's data, because a process in invariant globalization mode
/// cannot decompose accented letters.
/// </summary>
internal static class PlainLetters
{
    private const string Letters =
        "AÀÁÂÃÄÅĀĂĄǍ" + "|CÇĆĈĊČ" + "|DÐĎĐ" + "|EÈÉÊËĒĔĖĘĚ" + "|GĜĞĠĢ" + "|HĤĦ" + "|IÌÍÎÏĨĪĬĮİ" + "|JĴ" + "|KĶ" +
        "|LĹĻĽĿŁ" + "|NÑŃŅŇ" + "|OÒÓÔÕÖØŌŎŐ" + "|RŔŖŘ" + "|SŚŜŞŠȘ" + "|TŢŤŦȚ" + "|UÙÚÛÜŨŪŬŮŰŲ" + "|WŴ" + "|YÝŶŸ" + "|ZŹŻŽ";

    private static readonly Dictionary<char, char> Plain = Letters.Split('|')
        .SelectMany(group => group.Skip(1).Select(letter => (Letter: letter, Plain: group[0])))
        .ToDictionary(pair => pair.Letter, pair => pair.Plain);

    /// <summary>The capital letter without its accent; any other character as it is.</summary>
    public static char Of(char capital) => Plain.GetValueOrDefault(capital, capital);

    /// <summary>Whether the character is an accent by itself, as decomposed text has it.</summary>
    public static bool IsAccent(char character) => character is >= '\u0300' and <= '\u036F';
}
