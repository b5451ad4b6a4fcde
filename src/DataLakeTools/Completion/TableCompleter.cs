namespace DataLakeTools.Completion;

/// <summary>Completes the names of the tables that a lake has.</summary>
public sealed class TableCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) =>
        Beginning(begun, PublishedTableList.Read(line.OpenLake(), line.Model()).Select(table => new Suggestion(table.Table, table.Grain.Length > 0 ? $"{table.Table}: {table.Grain}" : table.Table)));
}
