using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>A Parquet file of a table that a build has published.</summary>
internal sealed record ManifestTable
{
    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary>The key of the file.</summary>
    public required string Key { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The checksum of the whole file, as receipts write it.</summary>
    public required string Checksum { get; init; }

    /// <summary>Its rows.</summary>
    public required long Rows { get; init; }

    /// <summary>How many of them have a value that broke its contract.</summary>
    public long RejectedRows { get; init; }

    /// <summary>The key of the file of rejects, which tables of one folder share; null where there are none.</summary>
    public string? RejectsKey { get; init; }

    /// <summary>The checksum of that file, as receipts write it; null where there is none, or an earlier version of this program made it.</summary>
    public string? RejectsChecksum { get; init; }

    /// <summary>The raw folder that it was made of; null in Refined.</summary>
    public string? RawFolder { get; init; }

    /// <summary>The raw file whose rows it has in their order; null where rows say themselves where they come from.</summary>
    public string? RawKey { get; init; }

    /// <summary>What of the model it depends on; null in Refined where an earlier version of this program made it.</summary>
    public string? Model { get; init; }

    /// <summary>The tables that its SQL names; null in Trusted.</summary>
    public IReadOnlyList<string>? Reads { get; init; }

    /// <summary>The other tables that its data tests name; null in Trusted.</summary>
    public IReadOnlyList<string>? TestReads { get; init; }

    /// <summary>The columns that the file has, so that it can be read without the model that it was made by.</summary>
    public required IReadOnlyList<ColumnContract> Columns { get; init; }

    /// <summary>The fields that stand in the raw data and not in the contract.</summary>
    public IReadOnlyList<FieldCount> Outside { get => field ?? []; init; }
}
