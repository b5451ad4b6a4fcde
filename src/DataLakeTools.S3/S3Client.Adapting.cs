namespace DataLakeTools.S3;

/// <content>Sending what the store takes.</content>
internal sealed partial class S3Client
{
    /// <summary>What the store does otherwise than S3, as far as it has shown.</summary>
    public S3Dialect Dialect { get; }

    // Whether the endpoint is one of AWS; behind any other there may be a store that does not do all that S3 does.
    private bool IsOfAws => Account.Settings.EndpointUrl is null;

    // Sends a request in the form that the store takes. What a refusal shows is kept in mind only where the other form is
    // taken: the refusal may have had another reason.
    private async Task<S3Response> SendAsync(
        string key, Func<S3Peculiarities, S3Request> make, CancellationToken cancellationToken, RequestOutcome? outcome = null)
    {
        for (var tried = S3Peculiarities.None; ;)
        {
            var request = make(Dialect.Known | tried);
            try
            {
                var response = await _sender.SendAsync(request, cancellationToken, outcome).ConfigureAwait(false);
                Dialect.Learn(tried);
                return response;
            }
            catch (S3Exception refused) when (!IsOfAws && !tried.HasFlag(S3Peculiarities.NoChecksums) && S3Dialect.RefusesChecksums(request, refused))
            {
                tried |= S3Peculiarities.NoChecksums;
            }
            catch (S3Exception refused) when (!IsOfAws && refused.IsConditionFailed && request.Headers.TryGetValue(S3Headers.IfMatch, out var etag) && etag is ['"', ..])
            {
                // Not the object that was seen, or a store that does not take the quotes for a part of the syntax.
                if (await FindETagAsync(key, cancellationToken).ConfigureAwait(false) != etag)
                {
                    throw;
                }

                tried |= S3Peculiarities.BareETags;
            }
        }
    }

    private async Task<string?> FindETagAsync(string key, CancellationToken cancellationToken)
    {
        var request = new S3Request(HttpMethod.Head, _endpoint.Object(key)) { RequiredHeader = S3Headers.ETag, MayBeMissing = true };
        using var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.IsMissing ? null : response.ETag;
    }

    private bool SendsChecksums(S3Peculiarities known) => Account.Settings.SendsChecksums && !known.HasFlag(S3Peculiarities.NoChecksums);

    private Dictionary<string, string> HeadersOfRead(S3Peculiarities known) =>
        Account.Settings.AsksForChecksums && !known.HasFlag(S3Peculiarities.NoChecksums) ? new() { [S3Headers.ChecksumMode] = "ENABLED" } : [];

    private static Dictionary<string, string> InForm(IReadOnlyDictionary<string, string> headers, S3Peculiarities known)
    {
        var all = new Dictionary<string, string>(headers);
        if (known.HasFlag(S3Peculiarities.BareETags) && all.TryGetValue(S3Headers.IfMatch, out var etag))
        {
            all[S3Headers.IfMatch] = etag.Trim('"');
        }

        return all;
    }
}
