using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools;

/// <summary>A collection of films.</summary>
public sealed class TmdbCollection : TmdbObject
{
    internal TmdbCollection(TmdbRecord source)
        : base(source)
    {
    }
}
