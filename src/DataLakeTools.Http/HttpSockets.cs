using System.Diagnostics;

namespace DataLakeTools.Http;

/// <summary>Creates the sockets of the clients of S3, TMDB and webhooks, so that all of them keep to the same proxy and follow no redirection, which could lead a secret to somebody else.</summary>
internal static class HttpSockets
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Creates the sockets of one client.</summary>
    /// <param name="connectTimeout">How long a connection may take to open.</param>
    public static SocketsHttpHandler Create(TimeSpan connectTimeout)
    {
        var sockets = new SocketsHttpHandler
        {
            ConnectTimeout = connectTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            PooledConnectionLifetime = ConnectionLifetime,
        };
        if (ProxyBypass.Find() is { } proxy)
        {
            sockets.Proxy = proxy;
        }

        return sockets;
    }
}
