using Amazon.Runtime;
using DataLakeTools.Http;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The sockets of the SDK when somebody wants to be told of every request.</summary>
internal sealed class S3TracedClients(TimeSpan timeout, TimeSpan connectTimeout, Action<RequestReport> tell) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        // As the SDK sets them up itself: it follows and retries on its own.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = connectTimeout };
        return new HttpClient(RequestTracing.Around(handler, tell)) { Timeout = timeout };
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
}
