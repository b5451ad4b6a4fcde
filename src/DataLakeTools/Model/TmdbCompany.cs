using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Model;

/// <summary>A production company.</summary>
public sealed class TmdbCompany : TmdbObject
{
    internal TmdbCompany(TmdbRecord source)
        : base(source)
    {
    }
}
