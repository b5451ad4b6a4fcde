using System.Globalization;

namespace DataLakeTools.TestServers.Tmdb;

/// <summary>
/// Tells the stand-in what to do over HTTP: POST /control/faults?fault=Reset&amp;where=/movie/&amp;times=2&amp;after=0,
/// POST /control/options?requestsPerSecond=40&amp;latency=100&amp;retryAfter=1&amp;overlap=2&amp;moveEvery=3, GET /control/log,
/// GET /control/rate.
/// </summary>
internal static class TmdbControl
{
    public static async Task HandleAsync(TmdbServer server, HttpContext context)
    {
        var query = new TmdbQuery(context.Request.Query);
        switch (context.Request.Path.Value)
        {
            case "/control/faults" when context.Request.Method == "POST":
                server.Break(Enum.Parse<TmdbFault>(query["fault"] ?? "", ignoreCase: true), query["where"] ?? "", query.Int("times") ?? 1, query.Int("after") ?? 0);
                break;
            case "/control/options" when context.Request.Method == "POST":
                Apply(server.Options, query);
                break;
            case "/control/log":
                await context.Response.WriteAsJsonAsync(server.Log);
                return;
            case "/control/rate":
                await context.Response.WriteAsync(server.MaxPerSecond.ToString(CultureInfo.InvariantCulture));
                return;
            default:
                context.Response.StatusCode = 404;
                return;
        }

        context.Response.StatusCode = 204;
    }

    private static void Apply(TmdbServerOptions options, TmdbQuery query)
    {
        options.RequestsPerSecond = query.Int("requestsPerSecond") ?? options.RequestsPerSecond;
        options.Latency = query.Int("latency") is int milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : options.Latency;
        options.RetryAfterSeconds = query.Int("retryAfter") ?? options.RetryAfterSeconds;
        options.Overlap = query.Int("overlap") ?? options.Overlap;
        options.MoveEvery = query.Int("moveEvery") ?? options.MoveEvery;
        options.MaxAgeSeconds = query.Int("maxAge") ?? options.MaxAgeSeconds;
        options.Token = query["token"] ?? options.Token;
    }
}
