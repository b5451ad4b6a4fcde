using System.Globalization;

namespace DataLakeTools;

/// <summary>What a lake holds of one specification and day.</summary>
public sealed record LakeSummary
{
    /// <summary>The lake, as its address is written.</summary>
    public required string Lake { get; init; }

    /// <summary>The layer.</summary>
    public required string Layer { get; init; }

    /// <summary>The origin.</summary>
    public required string Origin { get; init; }

    /// <summary>The format.</summary>
    public required string Format { get; init; }

    /// <summary>The specification, levels with <c>/</c> between them; empty for none.</summary>
    public required string Specification { get; init; }

    /// <summary>The processing date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>How many files there are.</summary>
    public int Files { get; init; }

    /// <summary>How many rows and records they hold; null where they were not counted, or are neither CSV nor JSON.</summary>
    public long? Records { get; init; }

    /// <summary>Their size in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>When the newest of them was written.</summary>
    public DateTimeOffset Newest { get; init; }

    /// <summary>The folder of their keys.</summary>
    public override string ToString() => string.Join('/', new[] { Layer, Origin, Format, Specification }.Where(level => level.Length > 0).Append(Date.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture)));
}
