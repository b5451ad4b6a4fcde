using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb;

/// <summary>Which titles are read, and how much of them.</summary>
/// <param name="QueryWithNames">The traits of what is found by traits, with names that are not looked up yet.</param>
public sealed record TmdbTitleOptions(TmdbQueryWithNames QueryWithNames)
{
    /// <summary>How many titles a query or a search returns by default: one page.</summary>
    public const int DefaultFirst = 20;

    /// <summary>At most so many titles of every query, search, person or collection; of ids in all.</summary>
    public int? First { get; init; }

    /// <summary>Whether all titles are read, however many: a query with more than 10,000 is split by date.</summary>
    public bool All { get; init; }

    /// <summary>Up to 20 parts that come with the details in the same request.</summary>
    public IReadOnlyList<string> Append { get; init; } = [];

    /// <summary>Whether entries of lists come out as they are, without details: one request for 20 titles.</summary>
    public bool Summary { get; init; }

    /// <summary>Throws if the options contradict each other.</summary>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.InvalidOption"/>.</exception>
    public void Validate()
    {
        QueryWithNames.Query.Validate();
        _ = TmdbAppend.Check(Append, TmdbEndpoints.KindOf(QueryWithNames.Query.Media));
        if (All && First is not null)
        {
            throw TmdbErrors.InvalidOption("All titles and the first of them cannot both be asked for.", "Give one of the two.", First);
        }

        if (QueryWithNames.Query.OnlyUndated && !All)
        {
            throw TmdbErrors.InvalidOption("Undated titles are found only where all titles are read.", "Ask for all of them.", First);
        }

        if (Summary && Append.Count > 0)
        {
            throw TmdbErrors.InvalidOption("Parts can be appended only to details, and summaries were asked for.", "Give one of the two.", Append[0]);
        }
    }
}
