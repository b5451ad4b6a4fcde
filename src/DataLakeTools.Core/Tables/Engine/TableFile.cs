using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Engine;

/// <summary>A Parquet file of a table on this machine.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Day">The day of its raw data.</param>
/// <param name="Columns">The columns that it has; those of another contract than the table's are cast, or missing.</param>
/// <param name="RawKey">The key of the raw file whose rows it has in their order; null where the rows say it themselves.</param>
public sealed record TableFile(string Path, DateOnly Day, IReadOnlyList<ColumnContract> Columns, string? RawKey = null);
