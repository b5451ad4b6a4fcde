using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools;

/// <summary>Something else: an answer of a path that has no kind of its own.</summary>
public sealed class TmdbAnswer : TmdbObject
{
    internal TmdbAnswer(TmdbRecord source)
        : base(source)
    {
    }
}
