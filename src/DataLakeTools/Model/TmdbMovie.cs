using DataLakeTools.Core.Tmdb.Records;

namespace DataLakeTools;

/// <summary>A film.</summary>
public sealed class TmdbMovie : TmdbObject
{
    internal TmdbMovie(TmdbRecord source)
        : base(source)
    {
    }
}
