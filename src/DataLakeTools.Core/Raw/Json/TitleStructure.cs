using DataLakeTools.Core.Tmdb.Lookup;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>What a record of a film or a series holds: the entry of a list and the details of a title are two records, and so are details with other parts.</summary>
public readonly record struct TitleStructure
{
    /// <summary>A structure.</summary>
    /// <param name="isSeries">Whether it is of series and not of films, whose ids are counted apart.</param>
    /// <param name="isEntry">Whether it is the entry of a list, and not the details.</param>
    /// <param name="parts">The parts that are appended to the details. Those that TMDB does not document are not told from its fields.</param>
    public TitleStructure(bool isSeries, bool isEntry, IEnumerable<string> parts)
    {
        IsSeries = isSeries;
        IsEntry = isEntry;
        Parts = string.Join(',', TmdbParts.All.Intersect(parts, StringComparer.Ordinal));
    }

    /// <summary>Whether it is of series and not of films.</summary>
    public bool IsSeries { get; }

    /// <summary>Whether it is the entry of a list, and not the details.</summary>
    public bool IsEntry { get; }

    private string Parts { get; }

    /// <summary>Whether a record of this structure holds all that one of another holds.</summary>
    /// <param name="other">The other.</param>
    public bool Covers(TitleStructure other) => IsSeries == other.IsSeries && IsEntry == other.IsEntry
        && (Parts == other.Parts || !other.Parts.Split(',', StringSplitOptions.RemoveEmptyEntries).Except(Parts.Split(','), StringComparer.Ordinal).Any());
}
