namespace DataLakeTools.Core.Tables.Engine;

/// <summary>The rejects of one column.</summary>
/// <param name="Table">The table.</param>
/// <param name="RawKey">The file; null where the column is that of all files.</param>
/// <param name="Column">The column.</param>
/// <param name="Count">How many values broke its contract.</param>
/// <param name="Example">The first of them.</param>
/// <param name="Rule">What the contract says.</param>
public sealed record RejectedColumn(string Table, string? RawKey, string Column, long Count, string Example, string Rule);
