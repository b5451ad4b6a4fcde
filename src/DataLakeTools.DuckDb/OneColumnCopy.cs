using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.DuckDb;

/// <summary>
/// A copy of a CSV file of one column that DuckDB reads whole. To DuckDB a blank line is no row; in a file of one column it is
/// one, with an empty field, as long as rows follow. The copy has a second column, so that no line is blank.
/// </summary>
internal static class OneColumnCopy
{
    private const char Delimiter = ',';

    /// <summary>The file, or a copy of it where it needs one.</summary>
    /// <param name="source">The file.</param>
    /// <param name="folder">Where a copy is put.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<CsvRows> OfAsync(CsvRows source, string folder, CancellationToken cancellationToken)
    {
        var summary = source.Summary;
        if (summary.Columns.Count != 1 || (summary.Missing is { } missing && missing[0].Empty == 0))
        {
            return source;
        }

        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.csv");
        var copy = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        await using (copy.ConfigureAwait(false))
        {
            using var rows = CsvRowFile.Open(source.Path, summary.Delimiter);
            await copy.WriteLineAsync($"{Quoted(summary.Columns[0])}{Delimiter}").ConfigureAwait(false);
            while (rows.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                await copy.WriteLineAsync($"{Field(rows)}{Delimiter}").ConfigureAwait(false);
            }
        }

        return source with
        {
            Path = path,
            Summary = summary with
            {
                Columns = [summary.Columns[0], string.Empty],
                Delimiter = Delimiter,
                Quoting = CsvQuoting.Rfc4180,
                LineEnding = CsvLineEnding.Lf,
                LinesBeforeHeader = 0,
            },
        };
    }

    private static string Field(CsvRowReader rows) => rows.GetString(0) switch
    {
        null => "\\N",
        "" => string.Empty,
        var text => Quoted(text),
    };

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
