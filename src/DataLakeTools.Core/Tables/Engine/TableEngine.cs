namespace DataLakeTools.Core.Tables.Engine;

/// <summary>What runs the SQL that makes tables.</summary>
public enum TableEngine
{
    /// <summary>DuckDB, in this process.</summary>
    DuckDb,

    /// <summary>Amazon Athena, by the workflow of deploy/terraform.</summary>
    Athena,
}
