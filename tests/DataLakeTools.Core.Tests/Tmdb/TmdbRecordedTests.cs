using System.Text.Json;
using DataLakeTools.Core.Batching;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.TestServers.Tmdb;
using static DataLakeTools.Core.Tests.Tmdb.TmdbStreams;

namespace DataLakeTools.Core.Tests.Tmdb;

/// <summary>The client against what the real TMDB has answered.</summary>
public sealed class TmdbRecordedTests
{
    [SkippableFact]
    public async Task EveryRecordedAnswerComesThroughByteForByte()
    {
        string folder = TmdbFixtures.Require();
        await using StandIn tmdb = await StandIn.StartAsync(new TmdbServerOptions { RecordedFolder = folder });
        tmdb.IsContractBroken = true;
        TmdbClient client = tmdb.Client();
        int checkedAnswers = 0;
        using JsonDocument manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "manifest.json")));

        // Some requests were recorded twice; the stand-in answers the last one.
        IEnumerable<JsonElement> answers = manifest.RootElement.EnumerateArray()
            .GroupBy(entry => entry.GetProperty("path").GetString() + entry.GetProperty("query"))
            .Select(recorded => recorded.Last())
            .Where(entry => entry.GetProperty("status").GetInt32() == 200);
        foreach (JsonElement entry in answers)
        {
            var query = new TmdbPathQuery(entry.GetProperty("path").GetString()!)
            {
                Parameters = entry.GetProperty("query").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.ToString()),
            };
            TmdbRecord record = Assert.Single(await client.GetPathAsync(query).RecordsAsync());
            string file = Path.Combine(folder, entry.GetProperty("file").GetString()!);

            Assert.Equal(await File.ReadAllBytesAsync(file), record.Json.ToArray());
            checkedAnswers++;
        }

        Assert.True(checkedAnswers > 150, $"{checkedAnswers}");
    }

    [SkippableFact]
    public async Task RecordedFilmsAndSeriesAreRead()
    {
        await using StandIn tmdb = await StartAsync();
        TmdbClient client = tmdb.Client();

        TmdbRecord movie = Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, Ids(47964)).RecordsAsync());
        Assert.Equal("A Good Day to Die Hard", movie.Title);
        Assert.Equal(1570, movie.CollectionId);

        TmdbTitleId imdbId = TmdbTitleId.Parse("tt1345836");
        TmdbRecord byImdb = Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, [imdbId], ["credits", "images", "keywords"]).RecordsAsync());
        Assert.Equal(49026, byImdb.Id);

        TmdbRecord series = Assert.Single(await client.GetDetailsAsync(TmdbKind.Series, [TmdbTitleId.Parse("tt0903747")]).RecordsAsync());
        Assert.Equal((1396, "Breaking Bad", new DateOnly(2008, 1, 20)), (series.Id, series.Title, series.Date!.Value));
    }

    [SkippableFact]
    public async Task ARecordedUnknownIdIsItsOwnError()
    {
        await using StandIn tmdb = await StartAsync();

        List<TmdbResult> results = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(999_999_999, 47964)).AllAsync();

        Assert.Equal([false, true], results.Select(result => result.IsRecord));
    }

    [SkippableFact]
    public async Task RecordedCreditsAndGenresAreTakenApart()
    {
        await using StandIn tmdb = await StartAsync();
        TmdbClient client = tmdb.Client();

        List<TmdbRecord> movies = await client.GetTitlesOfPeopleAsync(Stream(62), TmdbMedia.Movie).RecordsAsync();
        Assert.True(movies.Count > 50);
        Assert.All(movies, movie => Assert.Equal(movie.Id, movie.Root.GetProperty("id").GetInt32()));
        Assert.Equal(80, await client.ResolveGenreAsync(TmdbMedia.Movie, "crime"));
    }

    [SkippableFact]
    public async Task RecordedRecordsAreInTheirBatchByteForByte()
    {
        await using StandIn tmdb = await StartAsync();
        List<TmdbRecord> movies = await tmdb.Client().GetTitlesOfPeopleAsync(Stream(62), TmdbMedia.Movie).RecordsAsync();
        using var batcher = new RecordBatcher();

        var batches = movies.SelectMany(movie => batcher.Add(new RawRecord(movie.Json, movie.Structure, $"{movie.Id}", IsValidated: true))).ToList();
        batches.AddRange(batcher.Complete());

        Assert.Equal(movies.Count, batches.Sum(batch => batch.RecordCount));
        foreach (RecordBatch batch in batches)
        {
            IEnumerable<string> wanted = movies.Where(movie => movie.Structure == batch.Structure).Select(movie => movie.Text());
            string[] lines = Core.Tests.Batching.BatchText.TextOf(batch)[2..^3].Split(",\n");
            Assert.Empty(lines.Except(wanted));
        }
    }

    private static Task<StandIn> StartAsync() =>
        StandIn.StartAsync(new TmdbServerOptions { RecordedFolder = TmdbFixtures.Require() });
}
