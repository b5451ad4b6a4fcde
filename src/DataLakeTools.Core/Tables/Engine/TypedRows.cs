namespace DataLakeTools.Core.Tables.Engine;

/// <summary>What came of typing a file.</summary>
/// <param name="Rows">How many rows it has.</param>
/// <param name="RejectedRows">How many of them have a value that broke its contract.</param>
public readonly record struct TypedRows(long Rows, long RejectedRows);
