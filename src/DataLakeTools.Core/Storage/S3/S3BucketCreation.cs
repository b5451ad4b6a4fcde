using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage.Creation;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// Creates a bucket. Looks first: in us-east-1 creating one's own bucket again answers 200 and resets its ACLs
/// (Amazon S3 API Reference, CreateBucket).
/// </summary>
internal sealed class S3BucketCreation
{
    private readonly LakeAddress _lake;
    private readonly LakeCreationOptions _options;
    private readonly List<string> _changes = [];
    private S3Account _account;
    private AmazonS3Client _sdk;

    private S3BucketCreation(LakeAddress lake, LakeCreationOptions options, S3Account account)
    {
        _lake = lake;
        _options = options;
        _account = account;
        _sdk = S3SdkClient.Create(account, options.Store);
    }

    public static async Task<LakeCreationReport> EnsureAsync(LakeAddress lake, LakeCreationOptions options, CancellationToken cancellationToken)
    {
        S3BucketCreation? creation = null;
        try
        {
            creation = new S3BucketCreation(
                lake, options, await S3Account.FindAsync(S3LakeStore.ClientOptionsOf(options.Store), cancellationToken).ConfigureAwait(false));
            return await creation.EnsureAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3SdkClient.IsFailure(exception, cancellationToken))
        {
            throw S3Errors.Translate(S3SdkClient.ToOwn(exception), $"s3://{lake.BucketOrFolder}");
        }
        finally
        {
            creation?._sdk.Dispose();
        }
    }

    private async Task<LakeCreationReport> EnsureAsync(CancellationToken cancellationToken)
    {
        _ = S3Endpoint.Of(_lake.BucketOrFolder, _account.Region, _account.Settings);
        var isMissing = !await IsThereAsync(cancellationToken).ConfigureAwait(false);
        if (isMissing)
        {
            await CreateAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // The bucket's settings can only be read in its own region.
            using (var client = await S3Client.OpenAsync(_lake.BucketOrFolder, S3LakeStore.ClientOptionsOf(_options.Store), cancellationToken).ConfigureAwait(false))
            {
                _account = client.Account;
            }

            _sdk.Dispose();
            _sdk = S3SdkClient.Create(_account, _options.Store);
        }

        var settings = new S3BucketSettings(_sdk, _account, _lake.BucketOrFolder, _options, isNew: isMissing);
        try
        {
            await settings.BringInLineAsync(_changes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!_options.WhatIf && _changes.Count > 0 && S3SdkClient.IsFailure(exception, cancellationToken))
        {
            throw HalfDone(exception);
        }

        return new LakeCreationReport
        {
            Status = _options.WhatIf ? LakeCreationStatus.WhatIf
                : isMissing ? LakeCreationStatus.Created
                : _changes.Exists(change => !change.StartsWith("skipped:", StringComparison.Ordinal)) ? LakeCreationStatus.Updated : LakeCreationStatus.Unchanged,
            Lake = _lake.ToString(),
            Region = _account.Region,
            Changes = _changes,
        };
    }

    // The bucket is there, and is not as it was wanted.
    private DataLakeException HalfDone(Exception exception)
    {
        var failure = S3Errors.Translate(S3SdkClient.ToOwn(exception), $"s3://{_lake.BucketOrFolder}");
        var done = string.Join("; ", _changes.SkipLast(1));
        return new DataLakeException(
            failure.Error,
            $"{failure.Message} This was begun and is not done: {_changes[^1]}. {(done.Length > 0 ? $"Done before it: {done}." : "Nothing was changed before it.")} What comes after it was not tried.",
            "The bucket is there. A store that knows no such setting cannot have it; where it now refuses your writes, take the block of public access off again (aws s3api delete-public-access-block). Set the rest with the store's own tools, or remove the bucket.",
            failure.Target,
            exception);
    }

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        var isThere = await LookAsync(cancellationToken).ConfigureAwait(false) ?? await AskAsync(cancellationToken).ConfigureAwait(false);
        return isThere && (await IsOursAsync(cancellationToken).ConfigureAwait(false) != false ? true : throw OwnedByOthers(cause: null));
    }

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _sdk.HeadBucketAsync(new HeadBucketRequest { BucketName = _lake.BucketOrFolder }, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.BadRequest)
        {
            // The bucket is in another region. The list of the account's buckets says whether it is ours.
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.Forbidden && exception.ErrorCode is null or "Forbidden" or "AccessDenied")
        {
            throw await IsOursAsync(cancellationToken).ConfigureAwait(false) switch
            {
                true => Denied($"The bucket '{_lake.BucketOrFolder}' is yours, but these credentials may not use it.", exception),
                false => OwnedByOthers(exception),
                null => Denied($"The bucket '{_lake.BucketOrFolder}' exists, but these credentials may not use it: it belongs to another account, or its policy forbids you.", exception),
            };
        }

        return true;
    }

    // The first request is sent by our own client, which gives up sooner on a server that does not respond. Null when S3
    // refused it: the SDK's client then finds out why.
    private async Task<bool?> LookAsync(CancellationToken cancellationToken)
    {
        using var client = new S3Client(_account, _lake.BucketOrFolder, S3LakeStore.ClientOptionsOf(_options.Store));
        try
        {
            return await client.BucketExistsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (S3Exception exception) when (!exception.IsTransient)
        {
            return null;
        }
    }

    // Null when these credentials may not list buckets.
    private async Task<bool?> IsOursAsync(CancellationToken cancellationToken)
    {
        try
        {
            string? next = null;
            do
            {
                var page = await _sdk.ListBucketsAsync(
                    new ListBucketsRequest { Prefix = _lake.BucketOrFolder, ContinuationToken = next }, cancellationToken).ConfigureAwait(false);
                if (page.Buckets?.Exists(bucket => bucket.BucketName == _lake.BucketOrFolder) == true)
                {
                    return true;
                }

                next = page.ContinuationToken;
            }
            while (!string.IsNullOrEmpty(next));
            return false;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        _changes.Add($"create the bucket in {_account.Region}");
        if (_options.WhatIf)
        {
            return;
        }

        // Otherwise the SDK writes a location of its own into the request, from the region it finds in the environment.
        var request = new PutBucketRequest { BucketName = _lake.BucketOrFolder, UseClientRegion = false };
        if (_account.Region != S3Settings.DefaultRegion)
        {
            // Not BucketRegionName: the SDK writes eu-west-1 there as EU, which only AWS itself still understands.
            request.PutBucketConfiguration = new PutBucketConfiguration { LocationConstraint = new BucketLocationConstraint(_account.Region) };
        }

        try
        {
            await _sdk.PutBucketAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "BucketAlreadyOwnedByYou")
        {
            // Another process of this account created it first; the settings below are applied to it.
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "BucketAlreadyExists")
        {
            throw OwnedByOthers(exception);
        }
    }

    private DataLakeException OwnedByOthers(Exception? cause) => new(
        DataLakeError.BucketOwnedByOthers,
        $"The bucket '{_lake.BucketOrFolder}' belongs to another AWS account.",
        "Bucket names are unique across all accounts: choose another name, for example with your company's name in it.",
        _lake.ToString(),
        cause);

    private DataLakeException Denied(string message, Exception cause) => new(
        DataLakeError.AccessDenied, message, $"Use other credentials ({LakeSetting.ProfileName}), or ask the owner of the bucket for access.", _lake.ToString(), cause);
}
