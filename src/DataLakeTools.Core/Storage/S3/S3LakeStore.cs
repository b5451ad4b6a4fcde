using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>A lake in a bucket of S3.</summary>
internal sealed class S3LakeStore : ILakeStore
{
    private readonly LakeStoreOptions _options;
    private readonly PartBufferPool _buffers;
    private readonly S3Opening _opening;
    private readonly bool _isGuest;

    private S3LakeStore(LakeAddress lake, LakeStoreOptions options, IReporter reporter, S3Opening? ofAnother)
    {
        _opening = ofAnother ?? new S3Opening(lake.Root, options);
        _isGuest = ofAnother is not null;
        Lake = lake;
        Reporter = reporter;
        _options = options;

        // The one that is being filled counts: filling takes milliseconds, sending takes the line.
        _buffers = new PartBufferPool(Math.Max(2, options.ThrottleLimit));
    }

    public LakeAddress Lake { get; }

    internal IReporter Reporter { get; }

    private string OwnPrefix => Lake.Prefix.Length == 0 ? string.Empty : Lake.Prefix + "/";

    /// <summary>Opens a lake.</summary>
    /// <param name="lake">Where it is.</param>
    /// <param name="options">How it is reached and written.</param>
    /// <param name="reporter">Who is told what.</param>
    /// <param name="beside">A store of the same lake that is reached the same way and outlives this one, if there is one.</param>
    public static S3LakeStore Open(LakeAddress lake, LakeStoreOptions options, IReporter reporter, S3LakeStore? beside)
    {
        S3UploadPlan.CheckPartSize(options.PartSize);
        _ = S3Settings.EndpointUrl(options);
        _ = S3Settings.FindProfile(options.ProfileName);
        return new S3LakeStore(lake, options, reporter, beside?._opening);
    }

    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var session = await SessionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await session.Transport.LookAsync(session.Addresses.Object(Lake.Qualify(key)), cancellationToken).ConfigureAwait(false) is { } look
                ? new StoredObject
                {
                    Key = key,
                    Size = look.Size,
                    ETag = look.ETag,
                    LastModified = look.LastModified,
                    Checksum = look.Checksum,
                    VersionId = look.VersionId,
                }
                : null;
        }
        catch (S3RequestException exception) when (exception.StatusCode == HttpStatusCode.Forbidden)
        {
            // Without s3:ListBucket S3 says 403 for what is not there. Every write has a condition, so it is safe to
            // go on as if nothing were there: if something is, or writing is forbidden too, the write says so.
            return null;
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            throw S3Errors.Translate(await session.ExplainAsync(exception, Lake.Root, cancellationToken).ConfigureAwait(false), Lake.AddressOf(key));
        }
    }

    public async Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        var session = await SessionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var reading = new S3ReadStream(session, Lake, key, _options);
            await reading.OpenAsync(cancellationToken).ConfigureAwait(false);
            return reading;
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            throw S3Errors.Translate(exception, Lake.AddressOf(key));
        }
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var own = OwnPrefix;
        await foreach (var page in PagesAsync(own + prefix, delimiter: null, cancellationToken).ConfigureAwait(false))
        {
            foreach (var found in page.S3Objects ?? [])
            {
                yield return new StoredObject
                {
                    Key = found.Key[own.Length..],
                    Size = found.Size ?? 0,
                    ETag = found.ETag,
                    LastModified = found.LastModified is { } modified ? new DateTimeOffset(modified.ToUniversalTime()) : default,
                };
            }
        }
    }

    public async IAsyncEnumerable<string> ListLevelAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var own = OwnPrefix;
        await foreach (var page in PagesAsync(own + prefix, "/", cancellationToken).ConfigureAwait(false))
        {
            var keys = (page.S3Objects ?? []).Select(found => found.Key).Concat(page.CommonPrefixes ?? []);
            foreach (var key in keys.Where(key => key.Length > own.Length).Order(KeyOrder.Instance))
            {
                yield return key[own.Length..];
            }
        }
    }

    public ILakeUpload BeginUpload(LakeWrite write)
    {
        Lake.Check(write.Key);
        return new S3Upload(this, write, _options, _buffers);
    }

    public IEnumerable<Func<IContentComparison>> ComparisonsWith(StoredObject existing)
    {
        if (existing.Checksum is not null)
        {
            yield return () => new Crc32CComparison(existing);
        }

        // Asked even where a checksum says "different": there are servers (moto) that call a checksum of the parts'
        // checksums one of the whole object, and there the ETag is right.
        // As it would be sent now, as it would be with no size asked for, and as other tools send.
        foreach (var partSize in new[] { PartSizeFor(_options.PartSize), PartSizeFor(asked: null), S3UploadPlan.CommonPart }.Distinct())
        {
            if (ETagComparison.CanCompare(existing, partSize))
            {
                yield return () => new ETagComparison(existing.ETag, partSize);
            }
        }

        // What carries no checksum and was sent in parts of a size we do not know has to be read.
        if (existing.Checksum is null)
        {
            yield return () => new StreamComparison(token => OpenReadAsync(existing.Key, token));
        }

        int PartSizeFor(int? asked) => S3UploadPlan.For(existing.Size, asked).PartSize;
    }

    public async IAsyncEnumerable<UnfinishedUpload> ListUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var session = await SessionAsync(cancellationToken).ConfigureAwait(false);
        var leftovers = new S3Leftovers(session, Lake);
        var own = OwnPrefix;
        var all = leftovers.ListAsync(own, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (all.ConfigureAwait(false))
        {
            while (true)
            {
                UnfinishedUpload? found;
                try
                {
                    if (!await all.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }

                    found = await leftovers.DescribeAsync(all.Current, own.Length, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception exception) when (S3Errors.IsOfS3(exception))
                {
                    throw S3Leftovers.Refused(exception, Lake.ToString());
                }

                if (found is not null)
                {
                    yield return found;
                }
            }
        }
    }

    public async Task<bool> RemoveUnfinishedAsync(UnfinishedUpload upload, CancellationToken cancellationToken)
    {
        var session = await SessionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await new S3Leftovers(session, Lake).RemoveAsync(upload, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            throw S3Leftovers.Refused(exception, Lake.AddressOf(upload.Key));
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => TryDeleteAsync(key, etag: null, versionId: null, cancellationToken);

    /// <summary>Removes one version, or the object while it is still the one with this ETag.</summary>
    /// <returns>Whether it is gone; false when another object is there.</returns>
    internal async Task<bool> TryDeleteAsync(string key, string? etag, string? versionId, CancellationToken cancellationToken)
    {
        var session = await SessionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await session.SendAsync(
                (client, token) => client.DeleteObjectAsync(
                    new DeleteObjectRequest { BucketName = Lake.Root, Key = Lake.Qualify(key), VersionId = versionId, IfMatch = versionId is null ? etag : null }, token),
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (etag is not null && S3Errors.IsConditionRefused(exception))
        {
            return false;
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            throw S3Errors.Translate(exception, Lake.AddressOf(key));
        }
    }

    public ValueTask DisposeAsync()
    {
        if (!_isGuest)
        {
            _opening.Dispose();
        }

        _buffers.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The connection; opened by the first request and then kept.</summary>
    internal ValueTask<S3Session> SessionAsync(CancellationToken cancellationToken) => _opening.SessionAsync(cancellationToken);

    private async IAsyncEnumerable<ListObjectsV2Response> PagesAsync(
        string prefix, string? delimiter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var session = await SessionAsync(cancellationToken).ConfigureAwait(false);
        string? next = null;
        do
        {
            ListObjectsV2Response page;
            try
            {
                page = await session.SendAsync(
                    (client, token) => client.ListObjectsV2Async(
                        new ListObjectsV2Request { BucketName = Lake.Root, Prefix = prefix, Delimiter = delimiter, ContinuationToken = next }, token),
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (S3Errors.IsOfS3(exception))
            {
                throw S3Errors.Translate(exception, Lake.ToString());
            }

            yield return page;
            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }
}
