using System.Net;
using DataLakeTools.Core.Errors;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// Publishes an object under the condition of its write. The store enforces it; if the store does not support conditional writes, HEAD requests before and after the write check it.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="write">The write.</param>
/// <param name="client">The bucket.</param>
internal sealed class S3Publication(S3LakeStore store, LakeWrite write, S3Client client)
{
    private readonly string _key = store.Lake.Qualify(write.Key);

    /// <summary>Whether the condition was checked only by HEAD requests; true once such a request is sent, even if its response is lost.</summary>
    public bool IsUnconditional { get; private set; }

    /// <summary>What is known of the requests that publish the object; also after one that was answered, because a HEAD request that follows it may fail.</summary>
    public RequestOutcome Outcome { get; } = new();

    /// <summary>Whether S3 has confirmed that the object was published.</summary>
    public bool IsConfirmed { get; private set; }

    /// <summary>Publishes the object.</summary>
    /// <param name="testsConditionFirst">Whether the key is looked at once more first: servers other than AWS may ignore the condition of CompleteMultipartUpload.</param>
    /// <param name="send">Sends the request, with or without the condition.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="S3Exception">S3 refused, or the condition does not hold.</exception>
    /// <exception cref="DataLakeException">Another writer wrote at the same time.</exception>
    public async Task<CompletedUpload> PublishAsync(bool testsConditionFirst, Func<bool, RequestOutcome, Task<CompletedUpload>> send, CancellationToken cancellationToken)
    {
        if (!client.Dialect.Known.HasFlag(S3Quirks.NoConditions))
        {
            try
            {
                if (testsConditionFirst && !client.IsAws)
                {
                    await ThrowIfConditionFailsAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (S3Exception denied) when (denied.StatusCode == HttpStatusCode.Forbidden)
            {
                // Credentials without read access: only the condition of the request applies.
            }

            try
            {
                return await SendAsync(send, isConditional: true).ConfigureAwait(false);
            }
            catch (S3Exception refused) when (S3Dialect.RefusesCondition(refused))
            {
                client.Dialect.Learn(S3Quirks.NoConditions);
            }
            catch (S3Exception refused) when (refused.IsConditionFailed && write.Condition.MustMatch is not null && !client.IsAws)
            {
                // The expected object is still there, so the store compared If-Match with something else (Swift: with the
                // list of the parts).
                if (!await IsConditionMetAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw;
                }

                client.Dialect.Learn(S3Quirks.NoConditions);
            }
        }

        await ThrowIfConditionFailsAsync(cancellationToken).ConfigureAwait(false);
        IsUnconditional = true;
        var published = await SendAsync(send, isConditional: false).ConfigureAwait(false);
        await ThrowIfOverwrittenAsync(published.ETag, cancellationToken).ConfigureAwait(false);
        return published;
    }

    private async Task<CompletedUpload> SendAsync(Func<bool, RequestOutcome, Task<CompletedUpload>> send, bool isConditional)
    {
        var published = await send(isConditional, Outcome).ConfigureAwait(false);
        IsConfirmed = Outcome.MayHaveSucceeded = true;
        return published;
    }

    private async Task<bool> IsConditionMetAsync(CancellationToken cancellationToken) =>
        (await client.HeadAsync(_key, cancellationToken).ConfigureAwait(false))?.ETag.Trim('"') == write.Condition.MustMatch?.Trim('"');

    private async Task ThrowIfConditionFailsAsync(CancellationToken cancellationToken)
    {
        if (!await IsConditionMetAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new S3Exception(HttpStatusCode.PreconditionFailed, "PreconditionFailed", "something else is at the key");
        }
    }

    private async Task ThrowIfOverwrittenAsync(string etag, CancellationToken cancellationToken)
    {
        var there = await client.HeadAsync(_key, cancellationToken).ConfigureAwait(false);
        if (there is null || (etag.Length > 0 && there.ETag.Trim('"') != etag.Trim('"')))
        {
            throw LakeConflict.OverwrittenByOther(store.Lake, write.Key);
        }
    }
}
