using System.Net;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>A lake in a bucket of S3.</summary>
internal sealed class S3LakeStore : ILakeStore
{
    private readonly LakeStoreOptions _options;
    private readonly PartBufferPool _buffers;
    private readonly SharedS3Client _shared;
    private readonly bool _ownsClient;

    private S3LakeStore(LakeAddress lake, LakeStoreOptions options, IReporter reporter, SharedS3Client? sharedClient)
    {
        _shared = sharedClient ?? new SharedS3Client(lake.BucketOrFolder, ClientOptionsOf(options) with
        {
            QuirkFound = shown => S3StoreNotes.Report(reporter, lake.BucketOrFolder, shown),
            AskingInstanceMetadata = wait => S3StoreNotes.ReportAsking(reporter, wait),
        });
        _ownsClient = sharedClient is null;
        Lake = lake;
        Reporter = reporter;
        _options = options;

        // ThrottleLimit includes the buffer that is being filled.
        _buffers = new PartBufferPool(options.ThrottleLimit);
    }

    public LakeAddress Lake { get; }

    internal IReporter Reporter { get; }

    private string OwnPrefix => Lake.Prefix.Length == 0 ? string.Empty : Lake.Prefix + "/";

    /// <summary>Opens a lake.</summary>
    /// <param name="lake">Where it is.</param>
    /// <param name="options">How it is reached and written.</param>
    /// <param name="reporter">Receives details and warnings.</param>
    /// <param name="sharedWith">A store of the same lake, reached in the same way, whose connections are used; it has to outlive this one. Null for connections of its own.</param>
    public static S3LakeStore Open(LakeAddress lake, LakeStoreOptions options, IReporter reporter, S3LakeStore? sharedWith)
    {
        S3UploadPlan.CheckPartSize(options.PartSize);
        try
        {
            _ = S3Settings.Find(ClientOptionsOf(options));
        }
        catch (S3SettingsException settings)
        {
            throw S3Errors.TranslateSettings(settings);
        }

        return new S3LakeStore(lake, options, reporter, sharedWith?._shared);
    }

    /// <summary>The part of the options that says how S3 is reached.</summary>
    public static S3ClientOptions ClientOptionsOf(LakeStoreOptions options) => new()
    {
        ProfileName = options.ProfileName,
        Region = options.Region,
        EndpointUrl = options.EndpointUrl,
        MaxRetries = options.MaxRetries,
        ConnectTimeout = options.ConnectTimeout,
        StallTimeout = options.StallTimeout,
        AskMfaCode = options.AskMfaCode,
        RequestSent = options.RequestSent,
    };

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) => FindAsync(key, S3Denial.OfLooking, cancellationToken);

    public Task<StoredObject?> FindForWriteAsync(string key, CancellationToken cancellationToken) => FindAsync(key, denied: null, cancellationToken);

    /// <summary>Gets the metadata of an object that a refused condition has shown to be there.</summary>
    internal Task<StoredObject?> FindRefusedAsync(string key, CancellationToken cancellationToken) => FindAsync(key, S3Denial.OfReading, cancellationToken);

    // Without s3:ListBucket S3 says 403 for what is not there.
    private async Task<StoredObject?> FindAsync(string key, Func<string, Exception, DataLakeException>? denied, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await client.HeadAsync(Lake.Qualify(key), cancellationToken).ConfigureAwait(false) is { } found
                ? new StoredObject
                {
                    Key = key,
                    Size = found.Size,
                    ETag = found.ETag,
                    LastModified = found.LastModified,
                    Checksum = found.Crc32C is { } crc ? new Checksum(Checksum.Crc32CName, crc) : null,
                    VersionId = found.VersionId,
                }
                : null;
        }
        catch (S3Exception exception) when (denied is null && exception.StatusCode == HttpStatusCode.Forbidden)
        {
            return null;
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            var reason = await client.ExplainAsync(exception, cancellationToken).ConfigureAwait(false);
            throw denied is not null && S3Failure.StatusOf(reason) == HttpStatusCode.Forbidden && S3Failure.CodeOf(reason) is null or "AccessDenied"
                ? denied(Lake.AddressOf(key), exception)
                : S3Errors.Translate(reason, Lake.AddressOf(key));
        }
    }

    public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken) => new S3CheckedRead(this, key).OpenAsync(cancellationToken);

    public async Task<Stream> OpenUncheckedAsync(string key, CancellationToken cancellationToken) => await OpenObjectAsync(key, cancellationToken).ConfigureAwait(false);

    public async Task<Stream> OpenRestAsync(StoredObject existing, long position, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await client.OpenRestAsync(
                Lake.Qualify(existing.Key), existing.ETag, position, exception => S3Errors.Translate(exception, Lake.AddressOf(existing.Key)), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            throw S3Errors.Translate(exception, Lake.AddressOf(existing.Key));
        }
    }

    /// <summary>Opens an object without verifying its bytes.</summary>
    internal async Task<S3ObjectStream> OpenObjectAsync(string key, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await client.OpenReadAsync(Lake.Qualify(key), exception => S3Errors.Translate(exception, Lake.AddressOf(key)), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            throw S3Errors.Translate(exception, Lake.AddressOf(key));
        }
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var own = OwnPrefix;
        await foreach (var page in PagesAsync(own + prefix, delimiter: null, cancellationToken).ConfigureAwait(false))
        {
            foreach (var found in page.Objects)
            {
                yield return new StoredObject
                {
                    Key = found.Key[own.Length..],
                    Size = found.Size,
                    ETag = found.ETag,
                    LastModified = found.LastModified,
                };
            }
        }
    }

    public async IAsyncEnumerable<string> ListLevelAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var own = OwnPrefix;
        await foreach (var page in PagesAsync(own + prefix, "/", cancellationToken).ConfigureAwait(false))
        {
            var keys = page.Objects.Select(found => found.Key).Concat(page.CommonPrefixes);
            foreach (var key in keys.Where(key => key.Length > own.Length).Order(KeyOrder.Instance))
            {
                yield return key[own.Length..];
            }
        }
    }

    public IObjectUpload BeginUpload(LakeWrite write)
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

        // The ETag is compared even after a checksum mismatch: some servers (moto) report the composite checksum of the parts
        // as a full-object checksum, while their ETag is right. Tried with the configured part size, our default, and the 8 MiB
        // of the AWS CLI. An ETag without parts is compared once.
        foreach (var partSize in new[] { PartSizeFor(_options.PartSize), PartSizeFor(asked: null), S3UploadPlan.DefaultPartSize }.DistinctBy(size => existing.ETag.Contains('-', StringComparison.Ordinal) ? size : 0))
        {
            if (ETagComparison.CanCompare(existing, partSize))
            {
                yield return () => new ETagComparison(existing.ETag, partSize);
            }
        }

        // An object without a checksum, sent in parts of an unknown size, has to be read.
        if (existing.Checksum is null)
        {
            yield return () => new StreamComparison(token => OpenUncheckedAsync(existing.Key, token));
        }

        int PartSizeFor(int? asked) => S3UploadPlan.For(existing.Size, asked).PartSize;
    }

    public async IAsyncEnumerable<UnfinishedUpload> ListUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        var all = new S3OpenUploads(client, Lake).ListAsync(cancellationToken);
        await foreach (var found in TranslatedAsync(all, exception => S3OpenUploads.Refused(exception, Lake.ToString()), cancellationToken).ConfigureAwait(false))
        {
            yield return found;
        }
    }

    public async Task<bool> RemoveUnfinishedAsync(UnfinishedUpload upload, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await new S3OpenUploads(client, Lake).RemoveAsync(upload, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            throw S3OpenUploads.Refused(exception, Lake.AddressOf(upload.Key));
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => TryDeleteAsync(key, etag: null, versionId: null, cancellationToken);

    public Task<bool> TryDeleteAsync(StoredObject existing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(existing);
        return TryDeleteAsync(existing.Key, existing.ETag, versionId: null, cancellationToken);
    }

    /// <summary>Removes one version, or the object while it is still the one with this ETag.</summary>
    /// <returns>Whether it is gone; false when another object is there.</returns>
    internal async Task<bool> TryDeleteAsync(string key, string? etag, string? versionId, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await client.DeleteAsync(Lake.Qualify(key), versionId, versionId is null ? etag : null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (S3Exception gone) when (etag is not null && gone.Code == "NoSuchKey")
        {
            return true;
        }
        catch (S3Exception other) when (etag is not null && other.IsConditionFailed)
        {
            return false;
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            throw S3Errors.Translate(exception, Lake.AddressOf(key));
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_ownsClient)
        {
            _shared.Dispose();
        }

        _buffers.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The client; opened by the first request and then kept.</summary>
    internal ValueTask<S3Client> ClientAsync(CancellationToken cancellationToken) => _shared.GetAsync(cancellationToken);

    private async IAsyncEnumerable<S3ObjectPage> PagesAsync(
        string prefix, string? delimiter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        var pages = client.ListAsync(prefix, delimiter, cancellationToken);
        await foreach (var page in TranslatedAsync(pages, exception => S3Errors.Translate(exception, Lake.ToString()), cancellationToken).ConfigureAwait(false))
        {
            yield return page;
        }
    }

    // Translates failures of a listing. The enumerator is written out, because C# allows no yield return in a try with a
    // catch.
    private static async IAsyncEnumerable<T> TranslatedAsync<T>(
        IAsyncEnumerable<T> items, Func<Exception, Exception> translate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = items.GetAsyncEnumerator(cancellationToken);
        await using (all.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await all.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
                {
                    throw translate(exception);
                }

                yield return all.Current;
            }
        }
    }
}
