using System.Globalization;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Athena;

/// <summary>
/// What a run of the model in Athena reads at the least, and what that costs: by the sizes of raw files. What Refined reads of
/// Trusted is known to Athena alone.
/// </summary>
/// <param name="Bytes">How many bytes it is billed for.</param>
internal readonly record struct AthenaEstimate(long Bytes)
{
    // The list price in us-east-1, US dollars for a terabyte read, and the least that a statement is billed for (Amazon Athena pricing).
    private const decimal PriceOfTerabyte = 5m;
    private const long Terabyte = 1_000_000_000_000;
    private const long MinOfStatement = 10_000_000;

    /// <summary>What it costs in US dollars.</summary>
    public decimal Cost => Bytes * PriceOfTerabyte / Terabyte;

    /// <summary>The estimate for a model over raw files.</summary>
    /// <param name="model">The model.</param>
    /// <param name="raw">The raw files that there are, or will be, each with its size; a folder of them may be one entry.</param>
    /// <param name="day">The day of the tables.</param>
    public static AthenaEstimate Of(TableModel model, IReadOnlyCollection<(LakeKey Key, long Size)> raw, DateOnly day)
    {
        // A table is made by one statement and tested by another, which reads what was made. The records of an origin are read by a
        // statement of their own, once for all of their tables.
        var sources = model.Of(TableLayer.Trusted).Select(table => table.From!).ToLookup(source => source.Format == LakeConvention.CsvFormat);
        var read = sources[true].Concat(sources[false].DistinctBy(source => source.Origin)).Sum(source => Math.Max(MinOfStatement, ReadBy(source, raw, day)));
        var others = sources[false].Count() + model.Of(TableLayer.Trusted).Count() + (2 * model.Of(TableLayer.Refined).Count());
        return new AthenaEstimate(read + (others * MinOfStatement));
    }

    /// <summary>In words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Athena reads at least {Bytes / 1e9:0.00} GB, for {(Cost < 0.01m ? "less than $0.01" : $"${Cost.ToString("0.00", CultureInfo.InvariantCulture)}")} at $5 a terabyte");

    // Of a CSV the newest day up to that of the tables, of exactly its folder; of JSON every record of the origin, whatever its
    // day and its table.
    private static long ReadBy(RawSource source, IReadOnlyCollection<(LakeKey Key, long Size)> raw, DateOnly day)
    {
        var read = raw.Where(file => file.Key.Origin == source.Origin && file.Key.Format == source.Format);
        if (source.Format != LakeConvention.CsvFormat)
        {
            return read.Sum(file => file.Size);
        }

        return read.Where(file => string.Join('/', file.Key.Specification) == source.Specification && file.Key.Date <= day)
            .GroupBy(file => file.Key.Date).MaxBy(files => files.Key)?.Sum(file => file.Size) ?? 0;
    }
}
