using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class FetchStepReaderTests
{
    [Fact]
    public void A_step_for_films_says_which_ones_and_how_they_are_written()
    {
        var step = (FetchTitlesStep)Read("""
            {"type":"FetchMovies","name":"n","genre":["Crime",10752],"match":"All","releasedBefore":1990,"releasedAfter":"1979-12-31","year":1985,
            "minVoteAverage":5.5,"cast":"Fernanda Montenegro","sortBy":"vote_count.desc","first":50,"append":["credits"],
            "format":"JsonLines","maxRecords":10,"maxBytes":1000,"replace":true,"specification":"Movies/Crime","tags":{"a":"b"}}
            """);

        var query = Assert.IsType<TmdbMovieQuery>(step.Options.QueryWithNames.Query);
        Assert.Equal((new DateOnly(1985, 1, 1), new DateOnly(1985, 12, 31), 5.5, "vote_count.desc"), (query.From, query.To, query.MinVoteAverage, query.SortBy));
        Assert.Equal(["Crime", "10752"], step.Options.QueryWithNames.Genres);
        Assert.Equal((TmdbMatch.All, 50, false), (step.Options.QueryWithNames.Match, step.Options.First, step.Options.All));
        Assert.Equal(["Fernanda Montenegro"], step.Options.QueryWithNames.Cast);
        Assert.Equal(["credits"], step.Options.Append);
        Assert.Equal(new BatchOptions { Format = BatchFormat.JsonLines, MaxRecords = 10, MaxBytes = 1000 }, step.BatchOptions);
        Assert.Equal(("n", true, "Movies/Crime"), (step.Name, step.Replace, step.Specification));
    }

    [Fact]
    public void Ids_come_from_the_document_or_from_a_CSV_file()
    {
        var step = (FetchTitlesStep)Read("""{"type":"FetchSeries","id":[1,"tt0000002"],"idsFrom":{"path":"movies.csv","where":{"genero":"Crime"}}}""");

        Assert.Equal([TmdbItemId.Parse("1"), TmdbItemId.Parse("tt0000002")], step.Ids);
        Assert.Equal(("movies.csv", "id", "Crime"), (step.IdsFrom!.Path, step.IdsFrom.Column, step.IdsFrom.Where["genero"]));
    }

    [Fact]
    public void The_job_says_how_TMDB_is_reached()
    {
        var job = LakeJobReader.Parse(Encoding.UTF8.GetBytes(
            """{"tmdb":{"endpoint":"http://localhost:1/3","language":"pt-BR","region":"BR","requestsPerSecond":20,"throttleLimit":5,"cachePath":"c"},"steps":[{"type":"FetchChanges","days":7,"kind":"Person"}]}"""), "job.json");

        Assert.Equal(new Uri("http://localhost:1/3"), job.TmdbEndpoint);
        Assert.Equal(("pt-BR", "BR", 20, 5, "c"), (job.Tmdb.Language, job.Tmdb.Region, job.Tmdb.RequestsPerSecond, job.Tmdb.ThrottleLimit, job.Tmdb.CachePath));
        var changes = (FetchChangesStep)job.Steps[0];
        Assert.Equal((7, TmdbKind.Person), (changes.Window.Days, changes.Kind));
    }

    [Theory]
    [InlineData("""{"type":"FetchMovies","first":1,"all":true}""", "$.steps[0]")]
    [InlineData("""{"type":"FetchMovies","summary":true,"append":"credits"}""", "$.steps[0]")]
    [InlineData("""{"type":"FetchMovies","id":1,"genre":"Crime"}""", "$.steps[0]")]
    [InlineData("""{"type":"FetchMovies","id":["x"]}""", "$.steps[0].id[0]")]
    [InlineData("""{"type":"FetchMovies","sortBy":"beauty"}""", "$.steps[0].sortBy")]
    [InlineData("""{"type":"FetchMovies","maxRecords":101}""", "$.steps[0].maxRecords")]
    [InlineData("""{"type":"FetchMovies","releasedAfter":"soon"}""", "$.steps[0].releasedAfter")]
    [InlineData("""{"type":"FetchMovies","releasedAfter":"9999"}""", "$.steps[0].releasedAfter")]
    [InlineData("""{"type":"FetchMovies","releasedBefore":"0001"}""", "$.steps[0].releasedBefore")]
    [InlineData("""{"type":"FetchMovies","minVoteAverage":11}""", "$.steps[0].minVoteAverage")]
    [InlineData("""{"type":"FetchMovies","network":1}""", "$.steps[0].network")]
    [InlineData("""{"type":"FetchMovies","specification":"../x"}""", "$.steps[0].specification")]
    [InlineData("""{"type":"FetchMovies","idsFrom":{"column":"id"}}""", "$.steps[0].idsFrom")]
    [InlineData("""{"type":"FetchSeries","cast":"x"}""", "$.steps[0].cast")]
    [InlineData("""{"type":"FetchCollections"}""", "$.steps[0]")]
    [InlineData("""{"type":"FetchCollections","movies":{"id":1}}""", "$.steps[0].movies.id")]
    [InlineData("""{"type":"FetchChanges"}""", "$.steps[0]")]
    [InlineData("""{"type":"FetchChanges","since":"2024-01-01","days":1}""", "$.steps[0]")]
    public void What_is_not_understood_is_refused_with_its_place(string step, string place)
    {
        var error = Assert.Throws<DataLakeException>(() => Read(step));

        Assert.Equal(DataLakeError.InvalidJob, error.Error);
        Assert.Equal(place, error.Target);
    }

    private static LakeJobStep Read(string step) =>
        Assert.Single(LakeJobReader.Parse(Encoding.UTF8.GetBytes($$"""{"steps":[{{step}}]}"""), "job.json").Steps);
}
