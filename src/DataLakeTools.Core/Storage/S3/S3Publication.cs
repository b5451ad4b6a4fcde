using System.Net;
using DataLakeTools.Core.Errors;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// Publishes an object under the condition of its write: the store holds it or, where the store knows no conditions, a
/// look before and after.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="write">The write.</param>
/// <param name="client">The bucket.</param>
internal sealed class S3Publication(S3LakeStore store, LakeWrite write, S3Client client)
{
    private readonly string _key = store.Lake.Qualify(write.Key);

    /// <summary>Whether only looks have held the condition.</summary>
    public bool IsUnconditional { get; private set; }

    /// <summary>Publishes the object.</summary>
    /// <param name="sinceSeen">Whether the key was seen long ago: stores other than S3 may pass over the condition of a completion.</param>
    /// <param name="send">Sends the request, with or without the condition.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="S3Exception">S3 refused, or the condition does not hold.</exception>
    /// <exception cref="DataLakeException">Another writer wrote at the same time.</exception>
    public async Task<CompletedUpload> PublishAsync(bool sinceSeen, Func<bool, Task<CompletedUpload>> send, CancellationToken cancellationToken)
    {
        if (!client.Dialect.Known.HasFlag(S3Peculiarities.NoConditions))
        {
            try
            {
                if (sinceSeen && client.Account.Settings.EndpointUrl is not null)
                {
                    await LookBeforeAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (S3Exception denied) when (denied.StatusCode == HttpStatusCode.Forbidden)
            {
                // Whoever may only write leaves it to the condition.
            }

            try
            {
                return await send(true).ConfigureAwait(false);
            }
            catch (S3Exception refused) when (S3Dialect.RefusesCondition(refused))
            {
                client.Dialect.Learn(S3Peculiarities.NoConditions);
            }
            catch (S3Exception refused) when (refused.IsConditionFailed && write.Condition.MustMatch is not null && client.Account.Settings.EndpointUrl is not null)
            {
                // Where what was seen is still there, the store holds the condition against something else: Swift against
                // the list of the parts.
                if (!await HoldsAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw;
                }

                client.Dialect.Learn(S3Peculiarities.NoConditions);
            }
        }

        await LookBeforeAsync(cancellationToken).ConfigureAwait(false);
        var published = await send(false).ConfigureAwait(false);
        IsUnconditional = true;
        await LookAfterAsync(published.ETag, cancellationToken).ConfigureAwait(false);
        return published;
    }

    private async Task<bool> HoldsAsync(CancellationToken cancellationToken) =>
        (await client.HeadAsync(_key, cancellationToken).ConfigureAwait(false))?.ETag.Trim('"') == write.Condition.MustMatch?.Trim('"');

    private async Task LookBeforeAsync(CancellationToken cancellationToken)
    {
        if (!await HoldsAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new S3Exception(HttpStatusCode.PreconditionFailed, "PreconditionFailed", "something else is at the key");
        }
    }

    private async Task LookAfterAsync(string etag, CancellationToken cancellationToken)
    {
        var there = await client.HeadAsync(_key, cancellationToken).ConfigureAwait(false);
        if (there is null || (etag.Length > 0 && there.ETag.Trim('"') != etag.Trim('"')))
        {
            throw LakeConflict.WroteBoth(store.Lake, write.Key);
        }
    }
}
