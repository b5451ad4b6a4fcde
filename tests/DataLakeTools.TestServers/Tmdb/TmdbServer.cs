using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;

namespace DataLakeTools.TestServers.Tmdb;

/// <summary>
/// A stand-in for TMDB: a made-up catalogue behind the real one's paths, limits and errors, and whatever goes wrong on
/// demand. Under /control it can be told what to do from another process.
/// </summary>
public sealed class TmdbServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TmdbRoutes _routes;
    private readonly TmdbRecordings? _recordings;
    private readonly RateWindow _rate;
    private readonly ConcurrentQueue<TmdbLogEntry> _log = new();
    private readonly List<TmdbFaultRule> _faults = [];
    private int _inFlight;
    private int _mostInFlight;

    private TmdbServer(TmdbServerOptions options)
    {
        Options = options;
        _rate = new RateWindow(options.Clock);
        Catalogue = new TmdbCatalogue(options);
        _routes = new TmdbRoutes(Catalogue, options);
        _recordings = options.RecordedFolder is null ? null : new TmdbRecordings(options.RecordedFolder);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, options.Port));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public TmdbServerOptions Options { get; }

    public TmdbCatalogue Catalogue { get; }

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1/3");

    /// <summary>Answers instead of the catalogue where it gives something.</summary>
    public Func<string, TmdbReply?>? Override { get; set; }

    /// <summary>Sees each request as it came, secrets included.</summary>
    public Action<HttpRequest>? OnRequest { get; set; }

    public IReadOnlyCollection<TmdbLogEntry> Log => _log;

    /// <summary>The most requests that came within any second.</summary>
    public int MaxPerSecond => _rate.Most;

    /// <summary>The most requests that were being answered at the same time.</summary>
    public int MaxInFlight => _mostInFlight;

    public static async Task<TmdbServer> StartAsync(TmdbServerOptions? options = null)
    {
        var server = new TmdbServer(options ?? new TmdbServerOptions());
        await server._app.StartAsync();
        server.Endpoint = new Uri(server._app.Urls.First() + "/3");
        return server;
    }

    public void Break(TmdbFault fault, string where = "", int times = 1, int after = 0) =>
        Break(new TmdbFaultRule { Fault = fault, Where = where, Times = times, After = after });

    public void Break(TmdbFaultRule rule)
    {
        lock (_faults)
        {
            _faults.Add(rule);
        }
    }

    /// <summary>From now on nothing goes wrong any more.</summary>
    public void Mend()
    {
        lock (_faults)
        {
            _faults.Clear();
        }
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(impatient.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/control"))
        {
            await TmdbControl.HandleAsync(this, context);
            return;
        }

        var inFlight = Interlocked.Increment(ref _inFlight);
        InterlockedMax(ref _mostInFlight, inFlight);
        try
        {
            await AnswerAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var isAllowed = _rate.TryEnter(Options.RequestsPerSecond);
        OnRequest?.Invoke(context.Request);
        var shown = Shown(context.Request);
        var fault = FaultFor(shown);
        if (Options.Latency > TimeSpan.Zero)
        {
            await Task.Delay(Options.Latency, Options.Clock, context.RequestAborted);
        }

        var reply = Reply(context, isAllowed, fault);
        if (reply.Status == 429 && (fault ?? TmdbFault.TooManyWithSeconds) == TmdbFault.TooManyWithSeconds && (fault is not null || Options.RetryAfterSeconds is not null))
        {
            context.Response.Headers.RetryAfter = $"{Options.RetryAfterSeconds ?? 1}";
        }
        else if (fault == TmdbFault.TooManyWithDate)
        {
            context.Response.Headers.RetryAfter = DateTimeOffset.UtcNow.AddSeconds(1).ToString("R");
        }

        var etag = $"W/\"{Convert.ToHexString(SHA256.HashData(reply.Body))[..32].ToLowerInvariant()}\"";
        if (reply.Status == 200)
        {
            context.Response.Headers.ETag = etag;
            if (Options.MaxAgeSeconds is int maxAge)
            {
                context.Response.Headers.CacheControl = $"public, max-age={maxAge}";
            }

            if (context.Request.Headers.IfNoneMatch == etag)
            {
                reply = new TmdbReply(304, []);
            }
        }

        _log.Enqueue(new TmdbLogEntry(shown, reply.Status, context.Request.Protocol));
        await WriteAsync(context, reply, fault);
    }

    private TmdbReply Reply(HttpContext context, bool isAllowed, TmdbFault? fault) => fault switch
    {
        TmdbFault.TooMany or TmdbFault.TooManyDamagedGzip or TmdbFault.TooManyWithSeconds or TmdbFault.TooManyWithDate => TooMany(),
        TmdbFault.TooManyHtml => TmdbReply.Html(429, "429 Too Many Requests"),
        TmdbFault.Html404 => TmdbReply.Html(404, "404 Not Found"),
        TmdbFault.Html502 => TmdbReply.Html(502, "502 Bad Gateway"),
        TmdbFault.Html503 => TmdbReply.Html(503, "503 Service Temporarily Unavailable"),
        TmdbFault.Html504 => TmdbReply.Html(504, "504 Gateway Time-out"),
        TmdbFault.HtmlOk => TmdbReply.Html(200, "Be right back"),
        TmdbFault.Json500 => TmdbReply.Error(500, 11, "Internal error: Something went wrong, contact TMDb."),
        TmdbFault.Empty => new TmdbReply(200, []),
        TmdbFault.NotUtf8 => new TmdbReply(200, [.. "{\"id\":1,\"title\":\""u8, 0xE9, .. "\"}"u8]),
        TmdbFault.NoSuccess => TmdbReply.Ok("""{"success":false,"status_code":43,"status_message":"Busy."}"""),
        TmdbFault.EmptyObject => TmdbReply.Ok("{}"),
        TmdbFault.WrongPage => TmdbReply.Ok("""{"page":77,"results":[],"total_pages":80,"total_results":1600}"""),
        _ when !isAllowed => TooMany(),
        _ when fault == TmdbFault.Unauthorized || !IsAuthorized(context.Request) =>
            TmdbReply.Error(401, 7, "Invalid API key: You must be granted a valid key."),
        _ => Override?.Invoke(Shown(context.Request)) ?? ReplyOf(context.Request),
    };

    private TmdbReply ReplyOf(HttpRequest request) => _recordings is null
        ? _routes.Reply(request.Path, new TmdbQuery(request.Query))
        : _recordings.Find(request.Path, request.Query) ?? TmdbReply.NotFound();

    private static TmdbReply TooMany() =>
        TmdbReply.Error(429, 25, "Your request count (41) is over the allowed limit of 40.");

    private static async Task WriteAsync(HttpContext context, TmdbReply reply, TmdbFault? fault)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        switch (fault)
        {
            case TmdbFault.Hang:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            case TmdbFault.Reset:
                context.Abort();
                return;
            case TmdbFault.TruncatedJson:
                await response.Body.WriteAsync(reply.Body.AsMemory(0, reply.Body.Length / 2));
                return;
            case TmdbFault.CutShort:
                response.ContentLength = reply.Body.Length;
                await response.Body.WriteAsync(reply.Body.AsMemory(0, reply.Body.Length / 2));
                await response.Body.FlushAsync();
                context.Abort();
                return;
            case TmdbFault.UndeclaredGzip:
                await response.Body.WriteAsync(Pack(reply.Body));
                return;
            case TmdbFault.DamagedGzip or TmdbFault.TooManyDamagedGzip:
                var damaged = Pack(reply.Body);
                damaged[damaged.Length / 2] ^= 0x10;
                response.Headers.ContentEncoding = "gzip";
                await response.Body.WriteAsync(damaged);
                return;
            case TmdbFault.PlainDeclaredGzip:
                response.Headers.ContentEncoding = "gzip";
                await response.Body.WriteAsync(reply.Body);
                return;
            default:
                await WritePlainAsync(context, reply);
                return;
        }
    }

    private static async Task WritePlainAsync(HttpContext context, TmdbReply reply)
    {
        if (reply.Status == 304)
        {
            return;
        }

        var body = reply.Body;
        if (body.Length > 1000 && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
        {
            body = Pack(body);
            context.Response.Headers.ContentEncoding = "gzip";
        }

        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private static byte[] Pack(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }

    private bool IsAuthorized(HttpRequest request) =>
        request.Headers.Authorization == $"Bearer {Options.Token}" || request.Query["api_key"] == Options.ApiKey;

    private TmdbFault? FaultFor(string pathAndQuery)
    {
        lock (_faults)
        {
            return _faults.FirstOrDefault(rule => rule.Applies(pathAndQuery))?.Fault;
        }
    }

    private static string Shown(HttpRequest request)
    {
        var query = request.Query.Where(item => item.Key != "api_key")
            .Select(item => $"{item.Key}={item.Value}");
        return request.Path + (query.Any() ? "?" + string.Join('&', query) : "");
    }

    private static void InterlockedMax(ref int target, int value)
    {
        var seen = Volatile.Read(ref target);
        while (value > seen)
        {
            seen = Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
