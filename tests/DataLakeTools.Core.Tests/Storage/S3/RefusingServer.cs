using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>A server that refuses a PUT at its head and closes without reading its body, as S3 does over quotas, redirects and wrong keys.</summary>
internal sealed class RefusingServer : IDisposable
{
    private const string Refusal = "<Error><Code>QuotaExceeded</Code><Message>Your quota is used up.</Message></Error>";
    private const string Begun = "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _puts;

    public RefusingServer()
    {
        _listener.Start();
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
        _ = ServeAsync();
    }

    public Uri Endpoint { get; }

    public int Puts => Volatile.Read(ref _puts);

    public void Dispose() => _listener.Stop();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var head = await HeadAsync(stream);
            var isPut = head.StartsWith("PUT ", StringComparison.Ordinal);
            if (isPut)
            {
                Interlocked.Increment(ref _puts);
            }

            var answer = isPut ? $"HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: {Refusal.Length}\r\n\r\n{Refusal}"
                : head.StartsWith("POST ", StringComparison.Ordinal) ? $"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: {Begun.Length}\r\n\r\n{Begun}"
                : head.StartsWith("HEAD /lake/ ", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                : "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));

            // What is unread when it closes resets the connection.
        }
    }

    private static async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
