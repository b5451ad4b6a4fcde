using DataLakeTools.Core.Tmdb;

namespace DataLakeTools;

/// <summary>A keyword.</summary>
public sealed class TmdbKeyword : TmdbObject
{
    internal TmdbKeyword(TmdbRecord source)
        : base(source)
    {
    }
}
