using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools;

/// <summary>A keyword.</summary>
public sealed class TmdbKeyword : TmdbObject
{
    internal TmdbKeyword(TmdbRecord source)
        : base(source)
    {
    }
}
