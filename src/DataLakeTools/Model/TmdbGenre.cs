using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools;

/// <summary>A genre.</summary>
public sealed class TmdbGenre : TmdbObject
{
    internal TmdbGenre(TmdbRecord source)
        : base(source)
    {
    }
}
