using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.TestServers.Tmdb;
using static DataLakeTools.Core.Tests.Tmdb.TmdbStreams;

namespace DataLakeTools.Core.Tests.Tmdb;

public sealed class TmdbSecretTests
{
    [Fact]
    public async Task With_a_token_there_is_no_secret_in_any_url()
    {
        await using var tmdb = await StandIn.StartAsync();
        string? query = null;
        tmdb.Server.OnRequest = request => query = request.QueryString.Value;

        await tmdb.Client(tmdb.Options with { ApiKey = tmdb.Server.Options.ApiKey }).GetDetailsAsync(TmdbKind.Movie, Ids(1), ["credits"]).RecordsAsync();

        Assert.Equal("?append_to_response=credits", query);
    }

    [Theory]
    [InlineData("http://somebody:secret-word@127.0.0.1/3")]
    [InlineData("somebody:secret-word@127.0.0.1/3")]
    [InlineData("https://127.0.0.1/3?api_key=secret-word")]
    public void An_endpoint_with_a_secret_is_refused_without_it(string endpoint)
    {
        var options = new TmdbClientOptions { Endpoint = new Uri(endpoint), Token = "stand-in.read.token" };

        var failure = Assert.Throws<DataLakeException>(options.Validate);

        Assert.Equal(DataLakeError.InvalidOption, failure.Error);
        Assert.DoesNotContain("secret-word", $"{failure} {failure.Target}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_api_key_is_enough()
    {
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client(tmdb.Options with { Token = null, ApiKey = tmdb.Server.Options.ApiKey });

        Assert.Equal(new[] { 1 }, await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).IdsAsync());
    }

    [Theory]
    [InlineData(TmdbFault.Unauthorized)]
    [InlineData(TmdbFault.Html502)]
    [InlineData(TmdbFault.Reset)]
    [InlineData(TmdbFault.Hang)]
    [InlineData(TmdbFault.TruncatedJson)]
    [InlineData(TmdbFault.TooManyWithSeconds)]
    public async Task No_error_shows_a_secret(TmdbFault fault)
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { RetryAfterSeconds = 0 });
        tmdb.Server.Break(fault, times: int.MaxValue);
        foreach (var hasToken in new[] { true, false })
        {
            var options = tmdb.Options with
            {
                Token = hasToken ? tmdb.Server.Options.Token : null,
                ApiKey = tmdb.Server.Options.ApiKey,
                RetryCount = 1,
                RateLimitRetryCount = 1,
                RequestTimeout = TimeSpan.FromMilliseconds(200),
            };
            var error = await tmdb.Client(options).DiscoverAsync(new TmdbMovieQuery(), 1).ErrorAsync();
            AssertNoSecret(tmdb, $"{error} {error.Recommendation} {error.Target} {options}");
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_shows_no_secret()
    {
        await using var tmdb = await StandIn.StartAsync();
        var options = tmdb.Options with { Endpoint = new Uri("http://127.0.0.1:9/3"), Token = null, ApiKey = tmdb.Server.Options.ApiKey, RetryCount = 0 };

        var error = await tmdb.Client(options).DiscoverAsync(new TmdbMovieQuery(), 1).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbUnavailable, error.Error);
        AssertNoSecret(tmdb, error.ToString());
    }

    [Theory]
    [InlineData("line\nbreak-stand-in.read.token")]
    [InlineData("with space stand-in.read.token")]
    [InlineData("é-stand-in.read.token")]
    [InlineData("")]
    public async Task A_token_that_cannot_be_sent_is_an_error_that_does_not_show_it(string token)
    {
        await using var tmdb = await StandIn.StartAsync();

        var error = Assert.Throws<DataLakeException>(() => tmdb.Client(tmdb.Options with { Token = token }));

        Assert.Equal(DataLakeError.InvalidOption, error.Error);
        AssertNoSecret(tmdb, $"{error} {error.Target}");
    }

    [Fact]
    public async Task The_cache_holds_no_secret()
    {
        using var folder = new CacheFolder();
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client(tmdb.Options with { Token = null, ApiKey = tmdb.Server.Options.ApiKey, CachePath = folder.Path });

        await client.GetDetailsAsync(TmdbKind.Movie, Ids(1, 2)).RecordsAsync();

        Assert.Equal(2, folder.Files.Length);
        foreach (var file in folder.Files)
        {
            AssertNoSecret(tmdb, file + Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file)));
        }
    }

    private static void AssertNoSecret(StandIn tmdb, string text)
    {
        Assert.DoesNotContain(tmdb.Server.Options.Token, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(tmdb.Server.Options.ApiKey, text, StringComparison.OrdinalIgnoreCase);
    }
}
