using DataLakeTools.Core.Tmdb.Records;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>An id whose details are to be fetched, or a result that needs no request and keeps its place in the order.</summary>
internal readonly record struct DetailRequest(TmdbItemId? Id, TmdbResult Result)
{
    public static DetailRequest For(TmdbItemId id) => new(id, default);

    public static DetailRequest Completed(TmdbResult result) => new(null, result);
}
