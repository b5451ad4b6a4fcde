using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tests.Tmdb;

/// <summary>The parts that come with details, before anything is asked.</summary>
public sealed class TmdbAppendTests
{
    [Theory]
    [InlineData("keyword", "keywords")]
    [InlineData("credit", "credits")]
    [InlineData("externalids", "external_ids")]
    [InlineData("Videos", "videos")]
    [InlineData("watch/provider", "watch/providers")]
    public void A_part_that_is_nearly_one_of_TMDB_is_refused_with_the_one_that_is_near(string part, string near)
    {
        var error = Assert.Throws<DataLakeException>(() => TmdbAppend.Check(["credits", part]));

        Assert.Equal(DataLakeError.InvalidOption, error.Error);
        Assert.Equal($"'{part}' is no part that TMDB can append; '{near}' is one.", error.Message);
    }

    [Theory]
    [InlineData(TmdbKind.Movie, "content_ratings", "movie")]
    [InlineData(TmdbKind.Series, "release_dates", "tv")]
    [InlineData(TmdbKind.Person, "credits", "person")]
    public void A_part_of_another_kind_is_refused(TmdbKind kind, string part, string segment)
    {
        var error = Assert.Throws<DataLakeException>(() => TmdbAppend.Check(["images", part], kind));

        Assert.Equal((DataLakeError.InvalidOption, $"'{part}' is no part that TMDB can append to a {segment}."), (error.Error, error.Message));
    }

    [Fact]
    public void A_part_that_is_near_none_may_be_one_that_TMDB_has_since_added()
    {
        Assert.Equal(["credits", "season/1", "something_new"], TmdbAppend.Check(["credits, season/1", "something_new", "credits"]));
    }
}
