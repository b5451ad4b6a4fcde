namespace DataLakeTools.S3;

/// <content>Adapts requests to servers that deviate from S3.</content>
internal sealed partial class S3Client
{
    /// <summary>What the store does otherwise than S3, as far as it has shown.</summary>
    public S3Dialect Dialect { get; }

    /// <summary>Whether the endpoint is one of AWS; behind any other there may be a store that does not do all that S3 does.</summary>
    internal bool IsAws => Account.Settings.EndpointUrl is null;

    // Sends a request in the form that the server accepts: it is made anew, for the quirks that are known by then, each time one
    // shows. A deviation is recorded only after the adapted request has succeeded; the refusal may have had another reason.
    private async Task<S3Response> SendAsync(
        string key, Func<S3Quirks, S3Request> make, CancellationToken cancellationToken, RequestOutcome? outcome = null)
    {
        for (var tried = S3Quirks.None; ;)
        {
            var request = make(Dialect.Known | tried);
            try
            {
                var response = await _sender.SendAsync(request, cancellationToken, outcome).ConfigureAwait(false);
                Dialect.Learn(tried);
                return response;
            }
            catch (S3Exception refused) when (!IsAws && !tried.HasFlag(S3Quirks.NoChecksums) && S3Dialect.RefusesChecksums(request, refused))
            {
                tried |= S3Quirks.NoChecksums;
            }
            catch (S3Exception refused) when (!IsAws && refused.IsConditionFailed && request.Headers.TryGetValue(S3Headers.IfMatch, out var etag) && etag is ['"', ..])
            {
                // Either the object has changed, or the server treats the quotes of If-Match as part of the ETag.
                if (await FindETagAsync(key, cancellationToken).ConfigureAwait(false) != etag)
                {
                    throw;
                }

                tried |= S3Quirks.UnquotedETags;
            }
        }
    }

    private async Task<string?> FindETagAsync(string key, CancellationToken cancellationToken)
    {
        var request = new S3Request(HttpMethod.Head, _endpoint.Object(key)) { RequiredHeader = S3Headers.ETag, AllowNotFound = true };
        using var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.IsNotFound ? null : response.ETag;
    }

    private bool SendsChecksums(S3Quirks quirks) => Account.Settings.SendsChecksums && !quirks.HasFlag(S3Quirks.NoChecksums);

    private Dictionary<string, string> HeadersOfRead(S3Quirks quirks) =>
        Account.Settings.AsksForChecksums && !quirks.HasFlag(S3Quirks.NoChecksums) ? new() { [S3Headers.ChecksumMode] = "ENABLED" } : [];

    private static Dictionary<string, string> AdaptHeaders(IReadOnlyDictionary<string, string> headers, S3Quirks quirks)
    {
        var all = new Dictionary<string, string>(headers);
        if (quirks.HasFlag(S3Quirks.UnquotedETags) && all.TryGetValue(S3Headers.IfMatch, out var etag))
        {
            all[S3Headers.IfMatch] = etag.Trim('"');
        }

        return all;
    }
}
