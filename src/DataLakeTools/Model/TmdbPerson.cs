using DataLakeTools.Core.Tmdb;

namespace DataLakeTools;

/// <summary>A person.</summary>
public sealed class TmdbPerson : TmdbObject
{
    internal TmdbPerson(TmdbRecord source)
        : base(source)
    {
    }
}
