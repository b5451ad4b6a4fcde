using System.Text;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;

namespace DataLakeTools.Core.Tests.Tmdb;

public sealed class TitleFiltersTests
{
    public static TheoryData<string> OfSteps => [.. TitleFilterReader.Movies.Properties.Concat(TitleFilterReader.Series.Properties).Select(property => property.Name).Distinct().Except(["first", "all"])];

    [Theory]
    [MemberData(nameof(OfSteps))]
    public void Every_trait_that_a_step_may_have_is_the_trait_of_the_query_with_its_name(string name)
    {
        var property = TitleFilterReader.Series.Properties.Concat(TitleFilterReader.Movies.Properties).First(property => property.Name == name);
        object value = property switch
        {
            JobProperty<int> => 2000,
            JobProperty<double> => 5.5,
            JobProperty<bool> => true,
            JobProperty<DateOnly> => new DateOnly(2000, 1, 1),
            JobProperty<TmdbMatch> => TmdbMatch.All,
            JobProperty<string> => "pt",
            _ => (string[])["Crime"],
        };
        var unfiltered = new TmdbSeriesQuery();

        var query = TitleFilters.QueryOf(unfiltered, filter => filter == name ? value : null);

        var expected = name switch
        {
            "genre" => "Genres",
            "excludeGenre" => "ExcludedGenres",
            "company" => "Companies",
            "keyword" => "Keywords",
            "excludeKeyword" => "ExcludedKeywords",
            "undated" => "OnlyUndated",
            "releasedAfter" => "From",
            "releasedBefore" => "To",
            "year" => "From, To",
            _ => char.ToUpperInvariant(name[0]) + name[1..],
        };
        Assert.Equal(expected, string.Join(", ", Changed(new TmdbQueryWithNames(unfiltered), query).Except(["Query"]).Concat(Changed(unfiltered, query.Query))));
    }

    [Fact]
    public void What_a_cmdlet_binds_and_what_a_step_says_make_the_same_query()
    {
        var given = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Genre"] = (string[])["Crime", "80"],
            ["Match"] = "all",
            ["Year"] = 1985,
            ["ReleasedAfter"] = new DateOnly(1985, 6, 30),
            ["MinVoteAverage"] = 5.5,
            ["SortBy"] = "Vote_Count.DESC",
            ["IncludeAdult"] = true,
            ["Token"] = "secret",
        };

        var query = TitleFilters.QueryOf(new TmdbMovieQuery(), given.GetValueOrDefault);

        var step = (FetchTitlesStep)Assert.Single(LakeJobReader.Parse(Encoding.UTF8.GetBytes(
            """{"steps":[{"type":"FetchMovies","genre":["Crime",80],"match":"All","year":1985,"releasedAfter":"1985-06-30","minVoteAverage":5.5,"sortBy":"vote_count.desc","includeAdult":true}]}"""), "job.json").Steps);
        Assert.Equal(step.Options.QueryWithNames.Query, query.Query);
        Assert.Equal((step.Options.QueryWithNames.Match, new DateOnly(1985, 7, 1)), (query.Match, query.Query.From));
        Assert.Equal(step.Options.QueryWithNames.Genres, query.Genres);
    }

    private static IEnumerable<string> Changed(object before, object after) =>
        after.GetType().GetProperties().Where(property => !Equals(property.GetValue(before), property.GetValue(after))).Select(property => property.Name);
}
