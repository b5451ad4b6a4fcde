using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DataLakeTools.TestServers.S3;

/// <summary>
/// S3 for tests: a real HTTP server on a free port that keeps objects in memory, checks what S3 checks, and fails
/// when it is told to. Each one is on its own; any number run side by side.
/// </summary>
public sealed class S3StandIn : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly S3Store _store;
    private readonly WebApplication _server;
    private int _connections;

    private S3StandIn(S3StandInOptions options)
    {
        Certificate = options.UseHttps ? SelfMadeCertificate.Create(options.Address) : null;
        Credentials = new(options.Credentials);
        Requests = new(options.LogRequests);
        _store = new(options);
        _server = Build(options, Certificate, CountAsync);
        var dispatcher = new Dispatcher(
            new(_store, options), new(Credentials, options), Faults, Requests, _store, _stopping.Token);
        _server.Run(dispatcher.ServeAsync);
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:43251</c>.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    /// <summary>What a client has to trust when it speaks HTTPS; else null.</summary>
    public X509Certificate2? Certificate { get; }

    public S3Faults Faults { get; } = new();

    public S3RequestLog Requests { get; }

    public S3Credentials Credentials { get; }

    public IReadOnlyDictionary<string, S3Bucket> Buckets => _store.Buckets;

    /// <summary>Uploads of all buckets that were neither completed nor aborted.</summary>
    public IReadOnlyCollection<S3Upload> OpenUploads => [.. _store.Buckets.Values.SelectMany(bucket => bucket.OpenUploads)];

    public static async Task<S3StandIn> StartAsync(S3StandInOptions? options = null)
    {
        var standIn = new S3StandIn(options ?? new());
        await standIn._server.StartAsync();
        var addresses = standIn._server.Services.GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        standIn.Endpoint = new Uri(addresses.Single());
        return standIn;
    }

    /// <summary>Makes a bucket without a request, as if it had always been there.</summary>
    public S3Bucket CreateBucket(string name) => _store.Create(name);

    /// <summary>Puts an object there without a request, as another client would have.</summary>
    public S3Object Put(string bucket, string key, byte[] content) => Seeding.Put(_store.Create(bucket), key, content, _store.Now);

    public S3Object Put(string bucket, string key, string content) => Put(bucket, key, Encoding.UTF8.GetBytes(content));

    /// <summary>Waits until all is done or dropped that clients which are dead by now had sent; no client may be left.</summary>
    public async Task SettleAsync()
    {
        // Connections are taken in the order in which they came: where this one is answered, those before it have been taken.
        using (var last = new HttpClient())
        using (await last.GetAsync(Endpoint))
        {
        }

        using var limit = new CancellationTokenSource(LongestSettling);
        while (Volatile.Read(ref _connections) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Stalled requests end first, or the server would wait for them.
        await _stopping.CancelAsync();
        using var farewell = new CancellationTokenSource(Farewell);
        await _server.StopAsync(farewell.Token);
        await _server.DisposeAsync();
        Certificate?.Dispose();
        _stopping.Dispose();
    }

    private async Task CountAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        Interlocked.Increment(ref _connections);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private static WebApplication Build(
        S3StandInOptions options, X509Certificate2? certificate, Func<ConnectionContext, ConnectionDelegate, Task> atConnection)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            // Metadata is UTF-8 on its way in; it must be on its way out.
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => atConnection(connection, next));
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        return builder.Build();
    }
}
