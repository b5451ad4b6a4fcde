using System.Text.Json;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.TestServers.Tmdb;
using static DataLakeTools.Core.Tests.Tmdb.TmdbStreams;

namespace DataLakeTools.Core.Tests.Tmdb;

/// <summary>The client against what the real TMDB has answered.</summary>
public sealed class TmdbRecordedTests
{
    [SkippableFact]
    public async Task Every_recorded_answer_comes_through_byte_for_byte()
    {
        var folder = TmdbFixtures.Require();
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { RecordedFolder = folder });
        tmdb.IsContractBroken = true;
        var client = tmdb.Client();
        var checkedAnswers = 0;
        using var manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "manifest.json")));

        // Some requests were recorded twice; the stand-in answers the last one.
        var answers = manifest.RootElement.EnumerateArray()
            .GroupBy(entry => entry.GetProperty("path").GetString() + entry.GetProperty("query"))
            .Select(recorded => recorded.Last())
            .Where(entry => entry.GetProperty("status").GetInt32() == 200);
        foreach (var entry in answers)
        {
            var query = new TmdbPathQuery(entry.GetProperty("path").GetString()!)
            {
                Parameters = entry.GetProperty("query").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.ToString()),
            };
            var record = Assert.Single(await client.GetPathAsync(query).RecordsAsync());
            var file = Path.Combine(folder, entry.GetProperty("file").GetString()!);

            Assert.Equal(await File.ReadAllBytesAsync(file), record.Json.ToArray());
            checkedAnswers++;
        }

        Assert.True(checkedAnswers > 150, $"{checkedAnswers}");
    }

    [SkippableFact]
    public async Task Recorded_films_and_series_are_read()
    {
        await using var tmdb = await StartAsync();
        var client = tmdb.Client();

        var movie = Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, Ids(47964)).RecordsAsync());
        Assert.Equal("A Good Day to Die Hard", movie.Title);
        Assert.Equal(1570, movie.CollectionId);

        var imdbId = TmdbItemId.Parse("tt1345836");
        var byImdb = Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, [imdbId], ["credits", "images", "keywords"]).RecordsAsync());
        Assert.Equal(49026, byImdb.Id);

        var series = Assert.Single(await client.GetDetailsAsync(TmdbKind.Series, [TmdbItemId.Parse("tt0903747")]).RecordsAsync());
        Assert.Equal((1396, "Breaking Bad", new DateOnly(2008, 1, 20)), (series.Id, series.Title, series.Date!.Value));
    }

    [SkippableFact]
    public async Task A_recorded_unknown_id_is_its_own_error()
    {
        await using var tmdb = await StartAsync();

        var results = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(999_999_999, 47964)).AllAsync();

        Assert.Equal([false, true], results.Select(result => result.IsRecord));
    }

    [SkippableFact]
    public async Task Recorded_credits_and_genres_are_taken_apart()
    {
        await using var tmdb = await StartAsync();
        var client = tmdb.Client();

        var movies = await client.GetTitlesOfPeopleAsync(Stream(62), TmdbMedia.Movie).RecordsAsync();
        Assert.True(movies.Count > 50);
        Assert.All(movies, movie => Assert.Equal(movie.Id, movie.Root.GetProperty("id").GetInt32()));
        Assert.Equal(80, await client.ResolveGenreAsync(TmdbMedia.Movie, "crime"));
    }

    [SkippableFact]
    public async Task Recorded_records_are_in_their_batch_byte_for_byte()
    {
        await using var tmdb = await StartAsync();
        var movies = await tmdb.Client().GetTitlesOfPeopleAsync(Stream(62), TmdbMedia.Movie).RecordsAsync();
        using var batcher = new RecordBatcher();

        var batches = movies.SelectMany(movie => batcher.Add(new RawRecord(movie.Json, movie.Structure, $"{movie.Id}", IsValidated: true))).ToList();
        batches.AddRange(batcher.Complete());

        Assert.Equal(movies.Count, batches.Sum(batch => batch.RecordCount));
        foreach (var batch in batches)
        {
            var wanted = movies.Where(movie => movie.Structure == batch.Structure).Select(movie => movie.Text());
            var lines = Raw.Json.BatchText.TextOf(batch)[2..^3].Split(",\n");
            Assert.Empty(lines.Except(wanted));
        }
    }

    private static Task<StandIn> StartAsync() =>
        StandIn.StartAsync(new TmdbServerOptions { RecordedFolder = TmdbFixtures.Require() });
}
