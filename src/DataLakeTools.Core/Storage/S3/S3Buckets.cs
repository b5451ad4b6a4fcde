using Amazon.S3.Model;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The buckets of an account.</summary>
internal static class S3Buckets
{
    public static async Task<IReadOnlyList<string>> ListAsync(LakeStoreOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = await S3Connection.OpenAsync(bucket: null, options, sdkRetries: 0, cancellationToken).ConfigureAwait(false);
            var answer = await connection.Client.ListBucketsAsync(new ListBucketsRequest(), cancellationToken).ConfigureAwait(false);
            return [.. (answer.Buckets ?? []).Select(bucket => bucket.BucketName)];
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            throw S3Errors.Translate(exception, "s3://");
        }
    }
}
