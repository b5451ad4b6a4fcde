using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>What a table is: its columns, types, meaning, source, rules and tests.</summary>
/// <remarks>Generated code that reads JSON sets every property, and those that are left out to null.</remarks>
public sealed record TableContract
{
    /// <summary>The share of rows that may have a reject where a contract does not say it.</summary>
    public const decimal DefaultRejectLimit = 0.01m;

    /// <summary>The columns that every Trusted table has besides its own: where a row comes from.</summary>
    internal static readonly IReadOnlyList<string> SourceColumns = ["raw_key", "raw_row", "raw_day", "row_id"];

    /// <summary>The names that no column of a Trusted table may have: those, and the one that the engine numbers the rows of a file by.</summary>
    internal static readonly IReadOnlyList<string> ReservedColumns = [.. SourceColumns, "file_row_number"];

    /// <summary>The name of the table, in snake_case.</summary>
    public required string Table { get; init; }

    /// <summary>What one row is.</summary>
    public LocalizedText? Grain { get; init; }

    /// <summary>The columns, in their order.</summary>
    public required IReadOnlyList<ColumnContract> Columns { get; init; }

    /// <summary>The columns whose values together are unique; the rows of a Refined table are written in their order.</summary>
    public IReadOnlyList<string> Key { get => field ?? []; init; }

    /// <summary>The foreign keys.</summary>
    public IReadOnlyList<TableReference> References { get => field ?? []; init; }

    /// <summary>The data tests besides those that follow from the columns.</summary>
    public IReadOnlyList<TableTest> Tests { get => field ?? []; init; }

    /// <summary>Portable SQL that names the raw records of the row whose key is <c>:key</c>: <c>raw_key</c> and <c>raw_row</c>.</summary>
    public string? Trace { get; init; }

    /// <summary>Which raw objects a Trusted table is made of; null for other tables.</summary>
    public RawSource? From { get; init; }

    /// <summary>Fields that tell a batch of this kind where its specification does not.</summary>
    public IReadOnlyList<string> Recognise { get => field ?? []; init; }

    /// <summary>The texts of a CSV field that mean that there is no value.</summary>
    public IReadOnlyList<string> Missing { get => field ?? []; init; }

    /// <summary>The share of rows of a Trusted table that may have a reject, 0 to 1; 0.01 when null.</summary>
    public decimal? RejectLimit { get; init; }

    /// <summary>The same, also where the contract does not say it.</summary>
    internal decimal EffectiveRejectLimit => RejectLimit ?? DefaultRejectLimit;

    /// <summary>Whether so many rows of a Trusted table may have a reject.</summary>
    internal bool AllowsRejects(long rejected, long rows) => rejected <= EffectiveRejectLimit * rows;

    /// <summary>How many days old the newest raw data of a Trusted table may be; any age where it is null.</summary>
    public int? MaxAgeDays { get; init; }

    /// <summary>Whether raw data of a Trusted table may have fields that the contract does not have; it may when null.</summary>
    public bool? OtherFields { get; init; }

    /// <summary>The column of which a build takes only the newest record for each value; null where the newest day counts alone.</summary>
    public string? Latest { get; init; }

    /// <summary>A column that only whole records have a value of: of records of one day, one with a value counts before one without.</summary>
    public string? Prefer { get; init; }

    /// <summary>The layer of the table; null for a seed.</summary>
    [JsonIgnore]
    public TableLayer? Layer { get; init; }

    /// <summary>The SQL of a Refined table; null for others.</summary>
    [JsonIgnore]
    public string? Sql { get; init; }

    /// <summary>The rows of a seed, a text a column, null for a missing one; null for others.</summary>
    [JsonIgnore]
    public IReadOnlyList<IReadOnlyList<string?>>? Seed { get; init; }

    /// <summary>What the contract is, as one number over all its text: a build made by another one is made again.</summary>
    [JsonIgnore]
    public string Fingerprint { get => field ?? string.Empty; init; }

    /// <summary>Whether the table has a column, of the contract or of those that every Trusted table has.</summary>
    /// <param name="name">The name of the column.</param>
    internal bool HasColumn(string name) =>
        Columns.Any(column => column.Name == name) || (Layer == TableLayer.Trusted && SourceColumns.Contains(name, StringComparer.Ordinal));

    /// <summary>The contract of a table that nobody has described: every column is text.</summary>
    /// <param name="table">The name of the table.</param>
    /// <param name="from">Which raw objects it is made of.</param>
    /// <param name="sources">The columns of the CSV file, or the top-level fields of the JSON records.</param>
    public static TableContract OfText(string table, RawSource from, IReadOnlyList<string> sources)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(sources);
        var isJson = from.Format == Lake.LakeConvention.JsonFormat;

        // A field without a name can be no column, nor one with a NUL in it, which no SQL can say; records without fields are one
        // column each.
        var named = isJson ? [.. sources.Where(source => source.Length > 0 && !source.Contains('\0', StringComparison.Ordinal))] : sources;
        var names = TableNames.Unique(named.Count > 0 ? named : ["record"], ReservedColumns);
        return new TableContract
        {
            Table = table,
            Layer = TableLayer.Trusted,
            From = from,
            RejectLimit = 1,

            // As in rows that are read without a table.
            Missing = isJson ? [] : [@"\N"],
            Columns = [.. names.Select((name, index) => new ColumnContract { Name = name, Type = ColumnType.Text, Source = [SourceOf(index)], TakesAnyJson = isJson })],
        };

        string SourceOf(int index) => named.Count == 0 ? JsonPath.Root : isJson ? JsonPath.OfField(named[index]) : named[index];
    }
}
