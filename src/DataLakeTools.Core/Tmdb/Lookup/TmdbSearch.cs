using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>A search by title or name.</summary>
/// <param name="Kind">What to search: films, series, people, collections, keywords or companies.</param>
/// <param name="Text">The title or name, or a part of it.</param>
public sealed record TmdbSearch(TmdbKind Kind, string Text)
{
    /// <summary>The year of release or first airing, for films and series.</summary>
    public int? Year { get; init; }

    /// <summary>Whether adult entries are included.</summary>
    public bool IncludeAdult { get; init; }

    internal TmdbRequest ToRequest(TmdbClientOptions options)
    {
        if (string.IsNullOrWhiteSpace(Text))
        {
            throw TmdbErrors.InvalidOption("There is nothing to search for.", "Give a title or a name.", Text);
        }

        var request = TmdbRequest.ForList("search/" + TmdbEndpoints.SegmentOf(Kind), Text).Add("query", Text.Trim());
        return Kind switch
        {
            TmdbKind.Keyword or TmdbKind.Company => request,
            TmdbKind.Movie => Common(request, options).Add("region", options.Region).Add("year", Year),
            TmdbKind.Series => Common(request, options).Add("first_air_date_year", Year),
            TmdbKind.Collection => Common(request, options).Add("region", options.Region),
            _ => Common(request, options),
        };
    }

    private TmdbRequest Common(TmdbRequest request, TmdbClientOptions options) =>
        request.Add("include_adult", IncludeAdult).Add("language", options.Language);
}
