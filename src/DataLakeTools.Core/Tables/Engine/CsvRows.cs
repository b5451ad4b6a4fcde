using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Raw.Csv;

namespace DataLakeTools.Core.Tables.Engine;

/// <summary>A CSV file that is to be typed, as the check of the Raw zone has found it.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="RawKey">The key of the object whose bytes it has.</param>
/// <param name="Summary">Its check.</param>
/// <param name="Checksum">The checksum of the bytes that were checked, a CRC-32C.</param>
public sealed record CsvRows(string Path, string RawKey, CsvSummary Summary, Checksum Checksum)
{
    /// <summary>Is told of each rows that were read, on the thread that reads them; null where nobody asks.</summary>
    public Action<int>? OnRead { get; init; }

    /// <summary>Opens the rows.</summary>
    /// <exception cref="Errors.DataLakeException">
    /// The file cannot be read. The reading ends so, too, with <see cref="DataLakeError.SourceChanged"/> if the bytes are others than those that were checked.
    /// </exception>
    public CsvRowReader Open() => CsvRowFile.Open(Path, Summary.Delimiter, Checksum);
}
