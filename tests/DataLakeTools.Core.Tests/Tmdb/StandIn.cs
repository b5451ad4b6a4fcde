using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Core.Tests.Tmdb;

/// <summary>
/// The stand-in for one test. When the test ends, every request that it made is checked against TMDB's own document.
/// </summary>
internal sealed class StandIn : IAsyncDisposable
{
    private static readonly OpenApiContract? Contract = OpenApiContract.Load();
    private readonly List<IDisposable> _owned = [];

    private StandIn(TmdbServer server) => Server = server;

    public TmdbServer Server { get; }

    /// <summary>Whether requests are meant to break the document.</summary>
    public bool IsContractBroken { get; set; }

    public IEnumerable<string> Requests => Server.Log.Select(entry => entry.PathAndQuery);

    public TmdbClientOptions Options => new()
    {
        Endpoint = Server.Endpoint,
        Token = Server.Options.Token,
        RequestsPerSecond = 1000,
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    public static async Task<StandIn> StartAsync(TmdbServerOptions? options = null) => new(await TmdbServer.StartAsync(options));

    public TmdbClient Client(TmdbClientOptions? options = null, TimeProvider? clock = null)
    {
        var limiter = new TmdbRateLimiter(clock: clock);
        var client = new TmdbClient(options ?? Options, limiter, clock);
        _owned.Add(client);
        _owned.Add(limiter);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned)
        {
            owned.Dispose();
        }

        await Server.DisposeAsync();
        if (Contract is not null && !IsContractBroken)
        {
            Assert.Empty(Requests.SelectMany(Contract.FaultsOf).Distinct());
        }
    }
}
