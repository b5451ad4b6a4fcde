namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>A field of a row type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
public sealed record RowField(string Name, ColumnType Type);
