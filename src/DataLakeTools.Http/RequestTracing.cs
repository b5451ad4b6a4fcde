using System.Collections.Frozen;

namespace DataLakeTools.Http;

/// <summary>Reports every request that passes through. It never reads headers or bodies.</summary>
/// <param name="inner">Sends the requests.</param>
/// <param name="report">Receives the reports.</param>
internal sealed class RequestTracing(HttpMessageHandler inner, Action<RequestReport> report) : DelegatingHandler(inner)
{
    // The query parameters that may be shown. Any other may be a key, a signature or a session.
    private static readonly FrozenSet<string> ShownParameters = FrozenSet.ToFrozenSet(
    [
        "append_to_response", "delimiter", "encryption", "end_date", "external_source", "language", "list-type", "ownershipControls", "page", "partNumber", "policy",
        "prefix", "publicAccessBlock", "sort_by", "start_date", "uploads", "versioning",
        "with_genres", "with_keywords", "with_people",
    ]);

    /// <summary>The handler with tracing; the same handler if no one receives reports.</summary>
    public static HttpMessageHandler Around(HttpMessageHandler handler, Action<RequestReport>? report) => report is null ? handler : new RequestTracing(handler, report);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        int? status = null;
        try
        {
            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            status = (int)answer.StatusCode;
            return answer;
        }
        finally
        {
            report(new RequestReport(request.Method.Method, Shown(request.RequestUri), status, TimeProvider.System.GetElapsedTime(started)));
        }
    }

    private static string Shown(Uri? address)
    {
        if (address is null)
        {
            return string.Empty;
        }

        var shown = address.Query.TrimStart('?').Split('&').Where(parameter => ShownParameters.Contains(parameter.Split('=')[0]));
        var query = string.Join('&', shown);
        return $"{address.Scheme}://{address.Authority}{address.AbsolutePath}{(query.Length == 0 ? string.Empty : "?" + query)}";
    }
}
