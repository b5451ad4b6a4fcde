using System.Globalization;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Csv;

/// <summary>The errors of reading rows; the words are those of <see cref="CsvProblem"/>.</summary>
internal static class CsvUnreadable
{
    public static DataLakeException From(CsvProblem problem, string? name) =>
        Create(problem.Message, "Run Test-RawCsv on the file to see every problem.", name);

    public static DataLakeException RowTooLong(long line, int limit, string? name) =>
        Create(
            string.Create(CultureInfo.InvariantCulture, $"line {line}: expected a row of at most {limit} bytes, found a longer one"),
            "Run Test-RawCsv on the file; a quotation mark may be open, or the file may be no CSV.",
            name);

    public static DataLakeException UnnamedColumn(int column, string? name) =>
        Create(
            string.Create(CultureInfo.InvariantCulture, $"line 1: expected a name for column {column + 1}, found an empty one"),
            "Give every column in the header a name.",
            name);

    public static DataLakeException DuplicateColumn(string column, string? name) =>
        Create(
            $"line 1: expected different column names, found '{column}' twice",
            "Give every column in the header a name of its own; upper and lower case do not make a difference.",
            name);

    private static DataLakeException Create(string message, string recommendation, string? name) =>
        new(DataLakeError.CsvUnreadable, name is null ? $"The CSV cannot be read: {message}." : $"'{name}' cannot be read: {message}.", recommendation, name);
}
