using System.Collections.Concurrent;

namespace DataLakeTools.TestServers.S3;

/// <summary>All buckets of one stand-in, and which of them the caller may touch.</summary>
internal sealed class S3Store
{
    private readonly ConcurrentDictionary<string, S3Bucket> _buckets = new();
    private readonly S3StandInOptions _options;

    public S3Store(S3StandInOptions options)
    {
        _options = options;
        foreach (var name in options.Buckets)
        {
            Create(name);
        }
    }

    public IReadOnlyDictionary<string, S3Bucket> Buckets => _buckets;

    public DateTimeOffset Now => _options.Clock.GetUtcNow();

    public S3Bucket Create(string name) => _buckets.GetOrAdd(name, _ =>
    {
        var bucket = new S3Bucket(name, Now);
        BucketDocument.SetDefaults(bucket, _options);
        return bucket;
    });

    public void Delete(string name) => _buckets.TryRemove(name, out _);

    /// <summary>The bucket, or the error that S3 answers for somebody else's, a distant or an absent one.</summary>
    public S3Bucket Require(string name)
    {
        if (_options.BucketsOfOthers.Contains(name) || _options.ForbiddenBuckets.Contains(name))
        {
            throw S3Errors.BucketForbidden(_options.Region);
        }

        if (_options.BucketsElsewhere.TryGetValue(name, out var region))
        {
            throw S3Errors.BucketElsewhere(name, region);
        }

        return _buckets.GetValueOrDefault(name) ?? throw S3Errors.NoSuchBucket(name);
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
