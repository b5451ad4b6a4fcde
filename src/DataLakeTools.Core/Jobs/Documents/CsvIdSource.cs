using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>Ids of titles in a column of a CSV file, each way of writing one once.</summary>
public sealed record CsvIdSource
{
    /// <summary>The file; a relative path starts at the job document's folder.</summary>
    public required string Path { get; init; }

    /// <summary>The column with the ids.</summary>
    public string Column { get; init; } = "id";

    /// <summary>Columns and text that must occur in them for a row to count, upper and lower case the same.</summary>
    public IReadOnlyDictionary<string, string> Where { get; init; } = new Dictionary<string, string>();

    /// <summary>The delimiter; found from the first rows when null.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Which of several equal shares of the ids is read; all ids unless given.</summary>
    public IdShare Share { get; init; } = IdShare.Whole;

    /// <summary>The ids in the order of the file. Values that are no ids are passed over.</summary>
    /// <param name="folder">Where a relative path starts.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataLakeException">The file cannot be read, or lacks a column.</exception>
    public IEnumerable<TmdbItemId> Read(string folder, CancellationToken cancellationToken = default)
    {
        var file = System.IO.Path.GetFullPath(Path, folder);
        using var rows = CsvRowFile.Open(file, Delimiter);
        var column = CsvRowFile.IndexOf(rows, Column, file);
        (int Index, string Text)[] conditions = [.. Where.Select(pair => (CsvRowFile.IndexOf(rows, pair.Key, file), pair.Value))];
        var seen = new CsvUniqueFilter();
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Array.TrueForAll(conditions, condition => Has(rows, condition)) && seen.Add(rows.GetRaw(column))
                && TmdbItemId.TryParse(rows.GetString(column), out var id) && Share.Has(id.Value))
            {
                yield return id.Value;
            }
        }
    }

    /// <summary>Looks whether the file is there and has the columns.</summary>
    /// <param name="folder">Where a relative path starts.</param>
    /// <exception cref="DataLakeException">The file cannot be read, or lacks a column.</exception>
    internal void Check(string folder)
    {
        var file = System.IO.Path.GetFullPath(Path, folder);
        using var rows = CsvRowFile.Open(file, Delimiter);
        foreach (var column in Where.Keys.Prepend(Column))
        {
            _ = CsvRowFile.IndexOf(rows, column, file);
        }
    }

    private static bool Has(CsvRowReader rows, (int Index, string Text) condition) =>
        rows.GetString(condition.Index)?.Contains(condition.Text, StringComparison.OrdinalIgnoreCase) == true;
}
