using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Model;

/// <summary>A film.</summary>
public sealed class TmdbMovie : TmdbObject
{
    internal TmdbMovie(TmdbRecord source)
        : base(source)
    {
    }
}
