namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>Which raw objects a Trusted table is made of: what their keys begin with behind the layer.</summary>
/// <param name="Origin">The origin, for example <c>TMDB</c>.</param>
/// <param name="Format">The format, for example <c>CSV</c>.</param>
/// <param name="Specification">The first levels of the specification; null for any.</param>
public sealed record RawSource(string Origin, string Format, string? Specification = null)
{
    /// <summary>Whether a key belongs to it.</summary>
    /// <param name="key">A key of the Raw zone.</param>
    public bool Covers(LakeKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return IsOfSameKind(key) && (Specification is null || CoversSpecification(key));
    }

    /// <summary>Whether a key has the origin and format, whatever its specification: what its records are may still make it belong.</summary>
    /// <param name="key">A key of the Raw zone.</param>
    internal bool IsOfSameKind(LakeKey key) => Origin == key.Origin && Format == key.Format;

    private bool CoversSpecification(LakeKey key)
    {
        var levels = LakeKey.SplitSpecification(Specification);
        return levels.Count <= key.Specification.Count && levels.SequenceEqual(key.Specification.Take(levels.Count));
    }
}
