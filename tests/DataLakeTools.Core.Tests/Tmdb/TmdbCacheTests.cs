using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.TestServers.Tmdb;
using static DataLakeTools.Core.Tests.Tmdb.TmdbStreams;

namespace DataLakeTools.Core.Tests.Tmdb;

public sealed class TmdbCacheTests
{
    [Fact]
    public async Task An_answer_is_confirmed_and_not_sent_again()
    {
        using var folder = new CacheFolder();
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client(tmdb.Options with { CachePath = folder.Path });

        var first = await client.GetDetailsAsync(TmdbKind.Movie, Ids(1, 2, 3)).RecordsAsync();
        var second = await client.GetDetailsAsync(TmdbKind.Movie, Ids(1, 2, 3)).RecordsAsync();

        Assert.Equal(first.Select(record => record.Text()), second.Select(record => record.Text()));
        Assert.Equal([200, 200, 200, 304, 304, 304], tmdb.Server.Log.Select(entry => entry.Status));
        Assert.Equal(3, client.Statistics.CacheHits);
    }

    [Fact]
    public async Task While_tmdb_says_that_it_holds_nothing_is_sent()
    {
        using var folder = new CacheFolder();
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { MaxAgeSeconds = 3600 });
        var clock = new SkippingClock();
        var options = tmdb.Options with { CachePath = folder.Path };

        for (var time = 0; time < 3; time++)
        {
            await tmdb.Client(options, clock).DiscoverAsync(new TmdbMovieQuery(), 60).RecordsAsync();
        }

        Assert.Equal(3, tmdb.Server.Log.Count);
        clock.Advance(TimeSpan.FromHours(2));
        await tmdb.Client(options, clock).DiscoverAsync(new TmdbMovieQuery(), 60).RecordsAsync();
        await tmdb.Client(options, clock).DiscoverAsync(new TmdbMovieQuery(), 60).RecordsAsync();
        Assert.Equal([200, 200, 200, 304, 304, 304], tmdb.Server.Log.Select(entry => entry.Status));
    }

    [Fact]
    public async Task An_answer_that_changed_is_taken_new()
    {
        using var folder = new CacheFolder();
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client(tmdb.Options with { CachePath = folder.Path });
        await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).RecordsAsync();

        tmdb.Server.Override = _ => TmdbReply.Ok("""{"id":1,"title":"changed"}""");

        for (var time = 0; time < 2; time++)
        {
            Assert.Equal("changed", Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).RecordsAsync()).Title);
        }

        Assert.Equal([200, 200, 304], tmdb.Server.Log.Select(entry => entry.Status));
    }

    [Fact]
    public async Task A_damaged_file_is_as_good_as_none()
    {
        using var folder = new CacheFolder();
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { MaxAgeSeconds = 3600 });
        var client = tmdb.Client(tmdb.Options with { CachePath = folder.Path });
        var whole = Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).RecordsAsync()).Json.ToArray();
        var file = await File.ReadAllBytesAsync(Assert.Single(folder.Files));

        foreach (var damaged in new[] { [], "tmdb1"u8.ToArray(), file[..^5], [.. file[..^1], (byte)'x'], new byte[file.Length] })
        {
            await File.WriteAllBytesAsync(folder.Files[0], damaged);
            Assert.Equal(whole, Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).RecordsAsync()).Json.ToArray());
        }

        Assert.Equal(6, tmdb.Server.Log.Count);
        Assert.Single(folder.Files);
    }

    [Fact]
    public async Task Another_language_is_another_answer()
    {
        using var folder = new CacheFolder();
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { MaxAgeSeconds = 3600 });
        var options = tmdb.Options with { CachePath = folder.Path };

        await tmdb.Client(options).GetGenresAsync(TmdbMedia.Movie).RecordsAsync();
        var genres = await tmdb.Client(options with { Language = "pt-BR" }).GetGenresAsync(TmdbMedia.Movie).RecordsAsync();

        Assert.Contains(genres, genre => genre.Title == "Guerra");
    }

    [Fact]
    public async Task A_fault_is_not_kept()
    {
        using var folder = new CacheFolder();
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.HtmlOk, times: 2);

        await tmdb.Client(tmdb.Options with { CachePath = folder.Path }).GetDetailsAsync(TmdbKind.Movie, Ids(1, 6)).AllAsync();

        Assert.Single(folder.Files);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_clear_error()
    {
        using var folder = new CacheFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        await using var tmdb = await StandIn.StartAsync();

        var error = await tmdb.Client(tmdb.Options with { CachePath = Path.Combine(file, "cache") })
            .GetDetailsAsync(TmdbKind.Movie, Ids(1)).ErrorAsync();

        Assert.Equal(DataLakeError.InvalidOption, error.Error);
        Assert.Contains("cache folder", error.Message, StringComparison.Ordinal);
    }
}
