using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>Names of tables and columns made from the names of others: snake_case in ASCII letters, digits and underscores.</summary>
internal static partial class TableNames
{
    private const int MaxLength = 120;

    /// <summary>The name in snake_case: <c>anoLancamento</c> is <c>ano_lancamento</c>, <c>Crime-War</c> is <c>crime_war</c>.</summary>
    public static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        var before = '\0';
        foreach (var character in name.Where(character => !PlainLetters.IsAccent(character)))
        {
            var plain = PlainOf(character);
            if (!char.IsAsciiLetterOrDigit(plain))
            {
                before = '_';
                continue;
            }

            if (snake.Length > 0 && (before == '_' || (char.IsAsciiLetterUpper(plain) && !char.IsAsciiLetterUpper(before))))
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(plain));
            before = plain;
        }

        var text = snake.Length == 0 ? "column" : char.IsAsciiDigit(snake[0]) ? "_" + snake : snake.ToString();
        return text.Length > MaxLength ? text[..MaxLength] : text;
    }

    /// <summary>The name as an identifier of SQL, whatever words the language has itself.</summary>
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Whether a name is a path, an address or a file, which engines read in place of a table. No table is called so.</summary>
    public static bool IsOfFile(string name) => OfFile().IsMatch(name);

    /// <summary>
    /// The name of a table: in snake_case, with a number made of the whole name where letters of it are lost, so that those of two
    /// names in another script are two.
    /// </summary>
    public static string OfTable(string name)
    {
        var snake = SnakeCase(name);
        if (snake.Length < MaxLength && name.All(IsKept) && name.Any(char.IsLetterOrDigit))
        {
            return snake;
        }

        var number = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
        return $"{(name.Any(character => char.IsAsciiLetterOrDigit(PlainOf(character))) ? snake[..Math.Min(snake.Length, MaxLength - number.Length - 1)] : "table")}_{number}";
    }

    /// <summary>The names in snake_case; equal ones get a number, and those that are taken already.</summary>
    public static IReadOnlyList<string> Unique(IReadOnlyList<string> names, IEnumerable<string> reserved)
    {
        var taken = new HashSet<string>(reserved, StringComparer.Ordinal);
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

    [GeneratedRegex(@"[/\\]|\.(csv|tsv|parquet|json|jsonl|ndjson|duckdb|db)(\.(gz|zst))?(\?|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OfFile();

    private static char PlainOf(char character) =>
        char.IsLower(character) ? char.ToLowerInvariant(PlainLetters.Of(char.ToUpperInvariant(character))) : PlainLetters.Of(character);

    // Half of a character beyond 16 bits may be of a letter.
    private static bool IsKept(char character) =>
        PlainLetters.IsAccent(character) || char.IsAsciiLetterOrDigit(PlainOf(character)) || !(char.IsLetterOrDigit(character) || char.IsSurrogate(character));
}
