using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DataLakeTools.Module.Tests;

/// <summary>A proxy that opens no connection and remembers where one was wanted to.</summary>
internal sealed class RefusingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public RefusingProxy()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>The hosts and ports that were asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            using var reader = new StreamReader(client.GetStream());
            if (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                Asked.Enqueue(line.Split(' ')[1]);
            }

            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
            {
                // The head of the request is read before it is answered.
            }

            await client.GetStream().WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _stop.Token);
        }
    }
}
