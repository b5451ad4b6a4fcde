namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>What a record of TMDB is about.</summary>
public enum TmdbKind
{
    /// <summary>Anything else, for example a configuration, a review or a page of results.</summary>
    Other,

    /// <summary>A film.</summary>
    Movie,

    /// <summary>A series.</summary>
    Series,

    /// <summary>A person.</summary>
    Person,

    /// <summary>A collection of films.</summary>
    Collection,

    /// <summary>A genre.</summary>
    Genre,

    /// <summary>A keyword.</summary>
    Keyword,

    /// <summary>A company.</summary>
    Company,

    /// <summary>The id of something that changed.</summary>
    Change,
}
