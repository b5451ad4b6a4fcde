namespace DataLakeTools.Core.Tables.Reading;

/// <summary>Values of a CSV column that do not fit its type.</summary>
/// <param name="Column">The column, as the file names it.</param>
/// <param name="Type">The type, as Trino writes it.</param>
/// <param name="Count">How many there were so far.</param>
/// <param name="Example">The first.</param>
/// <param name="Line">Its line.</param>
public sealed record CsvMisfit(string Column, string Type, long Count, string Example, long Line);
