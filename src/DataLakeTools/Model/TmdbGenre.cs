using DataLakeTools.Core.Tmdb;

namespace DataLakeTools;

/// <summary>A genre.</summary>
public sealed class TmdbGenre : TmdbObject
{
    internal TmdbGenre(TmdbRecord source)
        : base(source)
    {
    }
}
