using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>A server that takes every connection and never answers on it.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _held = [];

    public SilentServer()
    {
        _listener.Start(backlog: 64);
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
        _ = HoldAsync();
    }

    public Uri Endpoint { get; }

    public void Dispose()
    {
        _listener.Stop();
        foreach (var held in _held)
        {
            held.Dispose();
        }
    }

    private async Task HoldAsync()
    {
        try
        {
            while (true)
            {
                _held.Add(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
