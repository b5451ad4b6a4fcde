namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>A foreign key: the values of these columns stand in the columns of the same names in another table.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Table">The other table.</param>
public sealed record TableReference(IReadOnlyList<string> Columns, string Table);
