using DataLakeTools.Core.Tmdb.Records;

namespace DataLakeTools;

/// <summary>A collection of films.</summary>
public sealed class TmdbCollection : TmdbObject
{
    internal TmdbCollection(TmdbRecord source)
        : base(source)
    {
    }
}
