using System.Globalization;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Completion;

/// <summary>
/// Completes the last word of a query with the tables and columns of the lake, or of the model where the lake has no tables. The columns
/// of tables that the query names come first; PowerShell does not say where in it the cursor is.
/// </summary>
public sealed partial class QueryCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun)
    {
        var last = Last().Match(begun);
        var (word, before) = (last.Groups["word"].Value, begun[..last.Groups["word"].Index]);
        var tables = TablesOf(line);
        var named = tables.Where(table => Words().Matches(before).Any(found => found.Value.Equals(table.Name, StringComparison.OrdinalIgnoreCase))).ToList();
        var qualifier = last.Groups["qualifier"].Value;
        var names = tables.Where(table => table.Name.Equals(qualifier, StringComparison.OrdinalIgnoreCase)).ToList() is { Count: > 0 } qualified ? ColumnsOf(qualified)
            : qualifier.Length > 0 ? ColumnsOf(named.Count > 0 ? named : tables)
            : last.Groups["from"].Success ? Names(tables)
            : ColumnsOf(named).Concat(Names(tables)).Concat(ColumnsOf(tables));
        return Beginning(word, names.DistinctBy(name => name.Value, StringComparer.Ordinal))
            .Select(name => name with { Value = before + name.Value, Label = name.Value, StaysOpen = true });
    }

    private static List<(string Name, string Grain, IEnumerable<LakeTableColumn> Columns)> TablesOf(CompletedLine line)
    {
        var (model, language) = (line.Model(), CultureInfo.CurrentUICulture.Name);
        return line.TryOpenLake() is { } store && PublishedTableList.Read(store, model) is { Count: > 0 } published
            ? [.. published.Select(table => (table.Table, table.Grain, (IEnumerable<LakeTableColumn>)table.Columns))]
            : [.. model.Tables.Values.Select(table => (table.Table, table.Grain?.In(language) ?? string.Empty, TableCatalogue.ColumnsOf(table, language)))];
    }

    private static IEnumerable<Suggestion> Names(IEnumerable<(string Name, string Grain, IEnumerable<LakeTableColumn> Columns)> tables) =>
        tables.OrderBy(table => table.Name, StringComparer.Ordinal).Select(table => new Suggestion(table.Name, $"{table.Name}: {table.Grain}"));

    private static IEnumerable<Suggestion> ColumnsOf(IEnumerable<(string Name, string Grain, IEnumerable<LakeTableColumn> Columns)> tables) => tables
        .SelectMany(table => table.Columns.Select(column => new Suggestion(column.Name, $"{table.Name}.{column}: {column.Meaning}")))
        .OrderBy(column => column.Value, StringComparer.Ordinal);

    [GeneratedRegex(@"((?<qualifier>\w+)\s*\.\s*|(?<from>\b(from|join)\s+))?(?<word>\w*)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Last();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
