using DataLakeTools.Core.Raw.Csv;

namespace DataLakeTools.Completion;

/// <summary>Completes the columns of a CSV file.</summary>
public sealed class ColumnCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) =>
        Beginning(begun, line.Files("Path", "LiteralPath").SelectMany(file => ColumnsOf(line, file)).Distinct(StringComparer.Ordinal));

    private static IReadOnlyList<string> ColumnsOf(CompletedLine line, string file)
    {
        using var rows = CsvRowFile.Open(file, line.Text("Delimiter") is { Length: 1 } delimiter ? delimiter[0] : null);
        return [.. rows.Columns];
    }
}
