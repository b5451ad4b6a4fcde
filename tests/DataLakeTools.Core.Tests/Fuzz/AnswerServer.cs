using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataLakeTools.Core.Tests.Fuzz;

/// <summary>A server that answers every request with the same bytes, whatever they are, and closes the connection.</summary>
internal sealed class AnswerServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public AnswerServer()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public byte[] Answer { get; set; } = [];

    /// <summary>An answer as a server would send it.</summary>
    public static byte[] Of(byte[] body, string type) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nETag: \"e\"\r\nx-amz-request-id: r\r\nConnection: close\r\n\r\n"), .. body];

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await ReplyAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ReplyAsync(NetworkStream stream)
    {
        try
        {
            var head = new byte[16 * 1024];
            var read = 0;
            while (read < head.Length && head.AsSpan(0, read).IndexOf("\r\n\r\n"u8) < 0)
            {
                var more = await stream.ReadAsync(head.AsMemory(read));
                if (more == 0)
                {
                    return;
                }

                read += more;
            }

            await stream.WriteAsync(Answer);
            stream.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (IOException)
        {
            // The client has heard enough.
        }
    }
}
