namespace DataLakeTools.Core.Tests.Tmdb;

/// <summary>The check that every test makes of its requests does find faults.</summary>
public sealed class OpenApiContractTests
{
    [SkippableTheory]
    [InlineData("/3/discover/movie?with_genres=80|10752&sort_by=popularity.desc&page=1", null)]
    [InlineData("/3/movie/tt0137523?append_to_response=credits", null)]
    [InlineData("/3/movie/550/nonsense", "no such path")]
    [InlineData("/3/discover/film", "no such path")]
    [InlineData("/3/movie/abc", "no such path")]
    [InlineData("/3/discover/movie?with_genre=80", "no such parameter")]
    [InlineData("/3/discover/tv?with_cast=1", "no such parameter")]
    [InlineData("/3/discover/movie?sort_by=name.asc", "cannot be")]
    [InlineData("/3/discover/movie?page=x", "cannot be")]
    [InlineData("/3/discover/movie?include_adult=1", "cannot be")]
    public void A_request_is_checked_against_tmdbs_document(string request, string? fault)
    {
        TmdbFixtures.Require();
        string[] faults = [.. OpenApiContract.Load()!.FaultsOf(request)];

        if (fault is null)
        {
            Assert.Empty(faults);
        }
        else
        {
            Assert.Contains(fault, Assert.Single(faults), StringComparison.Ordinal);
        }
    }
}
