using System.Text;

namespace DataLakeTools.TestServers.S3;

/// <summary>PutObject and DeleteObject.</summary>
internal sealed class ObjectWriting(S3Store store, BodyReader bodies)
{
    private const int LongestKey = 1024;

    public async Task<S3Answer> PutAsync(S3Request request, CancellationToken cancellation)
    {
        store.Require(request);
        CheckKey(request.Key);
        var received = await bodies.ReadContentAsync(request, cancellation);
        var headers = new ObjectHeaders(request.Http.Request.Headers);
        var etag = ETags.Of(received.Md5, headers.UsesKms);
        var written = new S3Object(request.Key, received.Content, etag, store.Now, headers)
        {
            Checksum = received.Checksum,
            Tagging = headers.Tagging,
        };

        // Asked again: the bucket may have gone while the body came in.
        var bucket = store.Require(request);
        lock (bucket.Gate)
        {
            Conditions.CheckWrite(request, bucket.ObjectTable.GetValueOrDefault(request.Key));
            bucket.ObjectTable[request.Key] = written;
        }

        var answer = S3Answer.Empty().With("ETag", etag).With(headers.Encryption);
        return received.Checksum is { } checksum
            ? answer.With(checksum.Algorithm.Header(), checksum.Value).With("x-amz-checksum-type", ChecksumTypes.FullObject)
            : answer;
    }

    public S3Answer Delete(S3Request request)
    {
        var bucket = store.Require(request);
        lock (bucket.Gate)
        {
            Conditions.CheckMatch(request, bucket.ObjectTable.GetValueOrDefault(request.Key));
            bucket.ObjectTable.TryRemove(request.Key, out _);
        }

        return S3Answer.Empty(204);
    }

    public static void CheckKey(string key)
    {
        var size = Encoding.UTF8.GetByteCount(key);
        if (size > LongestKey)
        {
            throw S3Errors.KeyTooLong(size);
        }
    }
}
