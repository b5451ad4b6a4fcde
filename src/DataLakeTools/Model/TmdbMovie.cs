using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools;

/// <summary>A film.</summary>
public sealed class TmdbMovie : TmdbObject
{
    internal TmdbMovie(TmdbRecord source)
        : base(source)
    {
    }
}
