namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>The two kinds of titles. Genres, changes and searches are asked for one of them.</summary>
public enum TmdbMedia
{
    /// <summary>Films.</summary>
    Movie,

    /// <summary>Series.</summary>
    Series,
}
