using System.Globalization;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Csv;

/// <summary>Creates the errors of reading rows from the same problems that a check reports.</summary>
internal static class CsvReadErrors
{
    public static DataLakeException From(CsvProblem problem, string? name) =>
        Create(problem.Message, $"Check the file{HowTo.CheckCsv} to see every problem.", name);

    public static DataLakeException RowTooLong(long line, int limit, string? name) =>
        Create(
            string.Create(CultureInfo.InvariantCulture, $"line {line}: expected a row of at most {limit} bytes, found a longer one"),
            $"Check the file{HowTo.CheckCsv}, which warns of such rows; a quotation mark may be open, or the file may be no CSV.",
            name);

    private static DataLakeException Create(string message, Advice advice, string? name) =>
        new(DataLakeError.CsvUnreadable, name is null ? $"The CSV cannot be read: {message}." : $"'{name}' cannot be read: {message}.", advice, name);
}
