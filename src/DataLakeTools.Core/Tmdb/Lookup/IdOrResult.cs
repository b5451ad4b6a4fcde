using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>An id whose details are to be fetched, or a result that needs no request and keeps its place in the order.</summary>
internal readonly record struct IdOrResult(TmdbItemId? Id, TmdbResult Result)
{
    public static IdOrResult For(TmdbItemId id) => new(id, default);

    public static IdOrResult Completed(TmdbResult result) => new(null, result);
}
