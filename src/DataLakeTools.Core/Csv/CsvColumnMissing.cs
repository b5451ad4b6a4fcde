namespace DataLakeTools;

/// <summary>How many values of a column are missing or empty.</summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Missing">Fields that are exactly <c>\N</c>, not quoted.</param>
/// <param name="Empty">Fields without a byte, and quoted fields with nothing between the marks.</param>
public readonly record struct CsvColumnMissing(string Column, long Missing, long Empty);
