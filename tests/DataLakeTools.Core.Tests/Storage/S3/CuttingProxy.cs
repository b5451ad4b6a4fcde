using System.Net;
using System.Net.Sockets;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>Stands before a server and cuts the first connection that has brought so many bytes of answers.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private long _left;

    public CuttingProxy(Uri server, long answerBytes)
    {
        _server = server;
        _left = answerBytes;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new UriBuilder(_server) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;

    public int Cuts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(server.GetStream(), _stop.Token), AnswerAsync(server.GetStream(), client.GetStream()));
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = await from.ReadAsync(buffer, _stop.Token)) > 0;)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            var left = Interlocked.Add(ref _left, -read);
            if (left <= 0 && left + read > 0)
            {
                Cuts++;
                return;
            }
        }
    }
}
