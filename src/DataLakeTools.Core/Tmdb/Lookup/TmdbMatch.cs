namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Whether a title must match all ids of a filter or one of them.</summary>
public enum TmdbMatch
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>At least one of them.</summary>
    Any,
}
