using DataLakeTools.Core.Tmdb.Records;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>An id whose details are wanted, or a result that is there already and only keeps its place.</summary>
internal readonly record struct DetailRequest(TmdbTitleId? Id, TmdbResult Known)
{
    public static DetailRequest For(TmdbTitleId id) => new(id, default);

    public static DetailRequest Passing(TmdbResult result) => new(null, result);
}
