using System.Collections.Frozen;

namespace DataLakeTools.Core.Http;

/// <summary>Tells of every request that passes: the only place that does, and it never looks at headers or bodies.</summary>
/// <param name="inner">Sends the requests.</param>
/// <param name="tell">Is told.</param>
internal sealed class RequestTracing(HttpMessageHandler inner, Action<RequestReport> tell) : DelegatingHandler(inner)
{
    // What may be shown of a query. Whatever else stands there may be a key, a signature or a session.
    private static readonly FrozenSet<string> Telling = FrozenSet.ToFrozenSet(
    [
        "append_to_response", "delimiter", "encryption", "end_date", "external_source", "language", "list-type", "ownershipControls", "page", "partNumber", "policy",
        "prefix", "publicAccessBlock", "sort_by", "start_date", "uploads", "versioning",
        "with_genres", "with_keywords", "with_people",
    ]);

    /// <summary>A handler that tells, or the same handler when nobody is told.</summary>
    public static HttpMessageHandler Around(HttpMessageHandler handler, Action<RequestReport>? tell) => tell is null ? handler : new RequestTracing(handler, tell);

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
            tell(new RequestReport(request.Method.Method, Shown(request.RequestUri), status, TimeProvider.System.GetElapsedTime(started)));
        }
    }

    private static string Shown(Uri? address)
    {
        if (address is null)
        {
            return string.Empty;
        }

        var shown = address.Query.TrimStart('?').Split('&').Where(parameter => Telling.Contains(parameter.Split('=')[0]));
        var query = string.Join('&', shown);
        return $"{address.Scheme}://{address.Authority}{address.AbsolutePath}{(query.Length == 0 ? string.Empty : "?" + query)}";
    }
}
