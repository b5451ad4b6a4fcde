using DataLakeTools.Http;

namespace DataLakeTools.S3;

/// <summary>Creates the HTTP handler for requests to S3, for our client and for the AWS SDK.</summary>
internal static class S3HttpHandler
{
    /// <summary>Creates a handler.</summary>
    /// <param name="connectTimeout">How long a connection may take to open.</param>
    /// <param name="settings">The trusted root certificates.</param>
    /// <exception cref="S3SettingsException">A setting cannot be used.</exception>
    public static SocketsHttpHandler Create(TimeSpan connectTimeout, S3Settings settings)
    {
        var sockets = HttpSockets.Create(connectTimeout);
        if (settings.CaBundle is { } bundle && settings.EndpointUrl?.Scheme != Uri.UriSchemeHttp)
        {
            sockets.SslOptions = CaBundle.Read(bundle);
        }

        return sockets;
    }
}
