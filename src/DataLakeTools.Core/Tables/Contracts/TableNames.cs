using System.Text;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>Names of tables and columns made from the names of others: snake_case in ASCII letters, digits and underscores.</summary>
internal static class TableNames
{
    private const int MaxLength = 120;

    /// <summary>The name in snake_case: <c>anoLancamento</c> is <c>ano_lancamento</c>, <c>Crime-War</c> is <c>crime_war</c>.</summary>
    public static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        var before = '\0';
        foreach (var character in name.Normalize(NormalizationForm.FormD))
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                // The accents that normalization has separated from their letters are dropped; anything else separates words.
                before = char.GetUnicodeCategory(character) == System.Globalization.UnicodeCategory.NonSpacingMark ? before : '_';
                continue;
            }

            if (snake.Length > 0 && (before == '_' || (char.IsAsciiLetterUpper(character) && !char.IsAsciiLetterUpper(before))))
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(character));
            before = character;
        }

        var text = snake.Length == 0 ? "column" : char.IsAsciiDigit(snake[0]) ? "_" + snake : snake.ToString();
        return text.Length > MaxLength ? text[..MaxLength] : text;
    }

    /// <summary>The names in snake_case; equal ones get a number.</summary>
    public static IReadOnlyList<string> Unique(IReadOnlyList<string> names)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        var unique = new string[names.Count];
        for (var index = 0; index < names.Count; index++)
        {
            var snake = SnakeCase(names[index]);
            var name = snake;
            while (!taken.Add(name))
            {
                next[snake] = next.GetValueOrDefault(snake, 1) + 1;
                name = $"{snake}_{next[snake]}";
            }

            unique[index] = name;
        }

        return unique;
    }
}
