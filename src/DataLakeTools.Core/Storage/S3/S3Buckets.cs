using Amazon.S3.Model;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The buckets of an account.</summary>
internal static class S3Buckets
{
    public static async Task<IReadOnlyList<string>> ListAsync(LakeStoreOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var account = await S3Account.FindAsync(S3LakeStore.ClientOptionsOf(options), cancellationToken).ConfigureAwait(false);
            using var client = S3SdkClient.Create(account, options with { MaxRetries = 0 });
            var answer = await client.ListBucketsAsync(new ListBucketsRequest(), cancellationToken).ConfigureAwait(false);
            return [.. (answer.Buckets ?? []).Select(bucket => bucket.BucketName)];
        }
        catch (Exception exception) when (S3SdkClient.IsFailure(exception))
        {
            throw S3Errors.Translate(S3SdkClient.ToOwn(exception), "s3://");
        }
    }
}
