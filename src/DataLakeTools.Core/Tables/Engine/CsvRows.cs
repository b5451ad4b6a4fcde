using DataLakeTools.Core.Csv;

namespace DataLakeTools.Core.Tables.Engine;

/// <summary>A CSV file that is to be typed, as the check of the Raw zone has found it.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="RawKey">The key of the object whose bytes it has.</param>
/// <param name="Summary">Its check.</param>
public sealed record CsvRows(string Path, string RawKey, CsvSummary Summary);
