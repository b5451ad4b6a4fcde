using System.Text.RegularExpressions;

namespace DataLakeTools.Module.Tests;

/// <summary>Each cell of the table in docs/stores.md has tests, which tests/stores/cells.md names.</summary>
public sealed partial class StoreTableTests
{
    private static readonly string Cells = File.ReadAllText(Repository.In("tests", "stores", "cells.md")).ReplaceLineEndings("\n");

    public static TheoryData<string> NamedTests { get; } = [.. TestName().Matches(Cells).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    [Fact]
    public void Every_cell_names_its_tests()
    {
        var table = TableOf("docs", "stores.md");
        var cells = from row in table[2..] from store in table[0][1..] select $"{row[0]}: {store}";

        var held =
            from part in Cells.Split("\n## ")[1..]
            from line in part.Split('\n')
            where line.StartsWith("| ", StringComparison.Ordinal) && TestName().IsMatch(line)
            select $"{part.Split('\n')[0]}: {line.Split('|')[1].Trim()}";

        Assert.Equal(cells, held);
        Assert.True(cells.Count() >= 30);
    }

    [Theory]
    [MemberData(nameof(NamedTests))]
    public void A_test_that_is_named_exists(string name) => NamedTest.AssertExists(name);

    [Fact]
    public void The_table_in_Portuguese_has_the_same_stores_and_cells()
    {
        var (english, portuguese) = (TableOf("docs", "stores.md"), TableOf("docs", "pt-BR", "stores.md"));

        Assert.Equal(english.Select(row => row.Length), portuguese.Select(row => row.Length));
        Assert.Equal(english[0][2..], portuguese[0][2..]);

        // Commands, codes and what is long in one language are so in the other.
        Assert.Equal(english.SelectMany(Codes), portuguese.SelectMany(Codes));

        static IEnumerable<string> Codes(string[] row) => row.Select(cell => string.Join(' ', Code().Matches(cell).Select(match => match.Value).Order(StringComparer.Ordinal)));
    }

    private static string[][] TableOf(params string[] path) =>
        [.. File.ReadLines(Repository.In(path)).Where(line => line.StartsWith('|')).Select(line => line[1..^1].Split('|', StringSplitOptions.TrimEntries))];

    [GeneratedRegex(@"`(?<name>[\w-]+\.Tests\.ps1: [^`]+|\w+Tests\.\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex("`[^`]+`|[0-9]{3}")]
    private static partial Regex Code();
}
