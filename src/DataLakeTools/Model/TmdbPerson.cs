using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools;

/// <summary>A person.</summary>
public sealed class TmdbPerson : TmdbObject
{
    internal TmdbPerson(TmdbRecord source)
        : base(source)
    {
    }
}
