using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>A Refined table that was made and is not published yet.</summary>
/// <param name="Contract">What it is.</param>
/// <param name="Path">Its file.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Duration">How long it took to make.</param>
internal sealed record RefinedTable(TableContract Contract, string Path, long Rows, TimeSpan Duration);
