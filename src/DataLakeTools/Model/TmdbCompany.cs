using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools;

/// <summary>A production company.</summary>
public sealed class TmdbCompany : TmdbObject
{
    internal TmdbCompany(TmdbRecord source)
        : base(source)
    {
    }
}
