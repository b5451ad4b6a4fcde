using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Model;

/// <summary>A keyword.</summary>
public sealed class TmdbKeyword : TmdbObject
{
    internal TmdbKeyword(TmdbRecord source)
        : base(source)
    {
    }
}
