using DataLakeTools.Http;

namespace DataLakeTools.S3;

/// <summary>The sockets on which S3 is spoken to, by us and by the SDK.</summary>
internal static class S3Sockets
{
    /// <summary>Makes them.</summary>
    /// <param name="connectTimeout">How long a connection may take to open.</param>
    /// <param name="settings">Says who vouches for servers.</param>
    /// <exception cref="S3SettingsException">A setting cannot be used.</exception>
    public static SocketsHttpHandler Open(TimeSpan connectTimeout, S3Settings settings)
    {
        var sockets = new SocketsHttpHandler
        {
            ConnectTimeout = connectTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (settings.CaBundle is { } bundle && settings.EndpointUrl?.Scheme != Uri.UriSchemeHttp)
        {
            sockets.SslOptions = CaBundle.Read(bundle);
        }

        if (ProxyBypass.Find() is { } proxy)
        {
            sockets.Proxy = proxy;
        }

        return sockets;
    }
}
