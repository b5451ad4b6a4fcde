using System.Text.RegularExpressions;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Core.Tests.Tmdb;

/// <summary>The paths that somebody can choose from are those of TMDB's document.</summary>
public sealed partial class TmdbPathsTests
{
    [SkippableFact]
    public void Every_path_to_choose_is_in_the_document_and_every_path_of_the_document_can_be_chosen()
    {
        TmdbFixtures.Require();
        var contract = OpenApiContract.Load()!;

        HashSet<string> chosen = [.. Choices("/3/")];

        Assert.Empty(chosen.SelectMany(contract.FaultsOf));
        Assert.Empty(contract.Paths.Where(path => !NotOffered().IsMatch(path)).Select(path => Names().Replace(path, "1"))
            .Where(path => !path.StartsWith("/3/trending/", StringComparison.Ordinal)).Except(chosen));
    }

    [Theory]
    [InlineData("mov", "movie/")]
    [InlineData("/mov", "/movie/")]
    [InlineData("/3/mov", "/3/movie/")]
    [InlineData("MOVIE/tt0137523/KEY", "movie/tt0137523/keywords")]
    [InlineData("tv/1/season/2/episode/3/v", "tv/1/season/2/episode/3/videos")]
    [InlineData("/3", null)]
    [InlineData("movie/550", null)]
    [InlineData("movie/now/", null)]
    public void What_was_begun_is_carried_on_as_it_was_begun(string begun, string? expected)
    {
        string[] found = [.. TmdbPaths.StartingWith(begun)];

        if (expected is null)
        {
            Assert.Empty(found);
        }
        else
        {
            Assert.Contains(expected, found);
        }
    }

    // As somebody goes who presses Tab, and writes 1 wherever an id is due. The path of an id alone is one, too.
    private static IEnumerable<string> Choices(string begun)
    {
        foreach (var path in TmdbPaths.StartingWith(begun))
        {
            if (!path.EndsWith('/'))
            {
                yield return path;
                continue;
            }

            yield return path + "1";
            foreach (var more in Choices(path + "1/"))
            {
                yield return more;
            }
        }
    }

    // What needs the session of a user of TMDB, and what changed in a season by an id that is shown nowhere else.
    [GeneratedRegex("/(account|authentication|guest_session|tv/(season|episode))\\b")]
    private static partial Regex NotOffered();

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Names();
}
