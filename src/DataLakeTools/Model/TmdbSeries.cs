using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Model;

/// <summary>A series.</summary>
public sealed class TmdbSeries : TmdbObject
{
    internal TmdbSeries(TmdbRecord source)
        : base(source)
    {
    }
}
