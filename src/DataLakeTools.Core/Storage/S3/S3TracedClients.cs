using Amazon.Runtime;
using DataLakeTools.Http;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>HTTP clients for the SDK that report every request (-Debug).</summary>
internal sealed class S3TracedClients(TimeSpan timeout, TimeSpan connectTimeout, Action<RequestReport> tell) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        // The same settings as the SDK's own handler: the SDK itself follows redirects and retries.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = connectTimeout };
        return new HttpClient(RequestTracing.Around(handler, tell)) { Timeout = timeout };
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
}
