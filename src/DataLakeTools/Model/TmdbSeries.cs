using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools;

/// <summary>A series.</summary>
public sealed class TmdbSeries : TmdbObject
{
    internal TmdbSeries(TmdbRecord source)
        : base(source)
    {
    }
}
