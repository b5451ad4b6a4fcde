using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>Opens CSV files to be read row by row.</summary>
public static class CsvRowFile
{
    private const int MaxShown = 40;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="delimiter">The delimiter; found from the first rows when null.</param>
    /// <param name="expected">The checksum of its bytes when they were read before, a CRC-32C; null if they were not. The reading fails if they are others.</param>
    /// <returns>The rows; disposing them closes the file.</returns>
    /// <exception cref="DataLakeException">The file is not there, cannot be read or has no usable header.</exception>
    public static CsvRowReader Open(string path, char? delimiter, Checksum? expected = null)
    {
        var stream = SourceFile.OpenStream(path);
        if (expected is not null)
        {
            stream = new SameBytesStream(stream, expected, () => SourceFile.Changed(path, "its bytes are others than those that were checked"));
        }

        try
        {
            return new CsvRowReader(stream, new CsvReadOptions { Delimiter = delimiter, Name = path });
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Where a column stands, by its name in the header or, for a repeated one, its name in <see cref="CsvRowReader.Columns"/>;
    /// upper and lower case are the same where that is not ambiguous.
    /// </summary>
    /// <param name="rows">The rows of the file.</param>
    /// <param name="column">The name of the column.</param>
    /// <param name="path">What an error calls the file.</param>
    /// <exception cref="DataLakeException">There is no such column, or there are several whose names differ by upper and lower case only.</exception>
    public static int IndexOf(CsvRowReader rows, string column, string path)
    {
        ArgumentNullException.ThrowIfNull(rows);
        string[] renamed = [.. rows.Columns];
        string[] header = [.. renamed];
        foreach (var (index, given, _) in rows.RenamedColumns.Where(column => column.Given.Length > 0))
        {
            header[index] = given;
        }

        if (Array.IndexOf(header, column) is >= 0 and var exact)
        {
            return exact;
        }

        string[] alike = [.. header.Where(IsAlike).Distinct(StringComparer.Ordinal)];
        return alike.Length > 1
            ? throw new DataLakeException(
                DataLakeError.InvalidOption,
                $"'{path}' has several columns '{KeySegment.Shown(column)}', which differ by upper and lower case: {ListOf(alike)}.",
                "Write the name exactly as it stands in the header.",
                column)
            : alike is [var only] ? Array.IndexOf(header, only)
            : Array.FindIndex(renamed, IsAlike) is >= 0 and var found ? found
            : throw new DataLakeException(
                DataLakeError.InvalidOption,
                $"'{path}' has no column '{KeySegment.Shown(column)}'.",
                $"Its columns are: {ListOf(rows.Columns)}.",
                column);

        bool IsAlike(string name) => string.Equals(name, column, StringComparison.OrdinalIgnoreCase);
    }

    private static string ListOf(IReadOnlyList<string> columns) =>
        string.Join(", ", columns.Take(MaxShown).Select(KeySegment.Shown)) + (columns.Count > MaxShown ? $" and {columns.Count - MaxShown} more" : string.Empty);
}
