using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>The table of rejects: every value of the Trusted tables that broke its contract.</summary>
internal static class RejectsTable
{
    /// <summary>Its name.</summary>
    public const string Name = "rejects";

    /// <summary>What it is.</summary>
    public static TableContract Contract { get; } = new()
    {
        Table = Name,
        Layer = TableLayer.Refined,
        Columns = [Column("table_name"), Column("raw_key"), Column("raw_row", ColumnKind.Bigint), Column("raw_line", ColumnKind.Bigint), Column("column_name"), Column("raw_text"), Column("rule")],
    };

    private static ColumnContract Column(string name, ColumnKind kind = ColumnKind.Varchar) => new() { Name = name, Type = new ColumnType { Kind = kind } };
}
