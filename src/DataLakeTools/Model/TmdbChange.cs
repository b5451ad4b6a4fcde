using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools;

/// <summary>The id of something that changed.</summary>
public sealed class TmdbChange : TmdbObject
{
    internal TmdbChange(TmdbRecord source)
        : base(source)
    {
    }
}
