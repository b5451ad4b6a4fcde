using System.Collections.Concurrent;

namespace DataLakeTools.TestServers.S3;

/// <summary>All buckets of one stand-in, and which of them the caller may touch.</summary>
internal sealed class S3Store
{
    private readonly ConcurrentDictionary<string, S3Bucket> buckets = new();
    private readonly S3StandInOptions options;

    public S3Store(S3StandInOptions options)
    {
        this.options = options;
        foreach (var name in options.Buckets)
            Create(name);
    }

    public IReadOnlyDictionary<string, S3Bucket> Buckets => buckets;

    public DateTimeOffset Now => options.Clock.GetUtcNow();

    public S3Bucket Create(string name) => buckets.GetOrAdd(name, _ =>
    {
        var bucket = new S3Bucket(name, Now);
        BucketDocument.SetDefaults(bucket, options);
        return bucket;
    });

    public void Delete(string name) => buckets.TryRemove(name, out _);

    /// <summary>The bucket, or the error that S3 answers for somebody else's, a distant or an absent one.</summary>
    public S3Bucket Require(string name)
    {
        if (options.BucketsOfOthers.Contains(name) || options.ForbiddenBuckets.Contains(name))
            throw S3Errors.BucketForbidden(options.Region);
        if (options.BucketsElsewhere.TryGetValue(name, out var region))
            throw S3Errors.BucketElsewhere(name, region);
        return buckets.GetValueOrDefault(name) ?? throw S3Errors.NoSuchBucket(name);
    }

    public S3Bucket Require(S3Request request) => Require(request.Bucket);

    public S3Upload RequireUpload(S3Request request)
    {
        var id = request.UploadId ?? "";
        return Require(request).UploadTable.TryGetValue(id, out var upload) && upload.Key == request.Key
            ? upload
            : throw S3Errors.NoSuchUpload(id);
    }

    public S3Object RequireObject(S3Request request) =>
        Require(request).ObjectTable.GetValueOrDefault(request.Key) ?? throw S3Errors.NoSuchKey(request.Key);
}
