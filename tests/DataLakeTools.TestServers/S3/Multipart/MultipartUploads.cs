using System.Globalization;

namespace DataLakeTools.TestServers.S3;

/// <summary>CreateMultipartUpload, UploadPart and AbortMultipartUpload.</summary>
internal sealed class MultipartUploads(S3Store store, BodyReader bodies)
{
    private const int MaxParts = 10_000;

    public async Task<S3Answer> CreateAsync(S3Request request, CancellationToken cancellation)
    {
        var bucket = store.Require(request);
        ObjectWriting.CheckKey(request.Key);
        await BodyReader.DrainAsync(request, cancellation);
        var algorithm = ChecksumNames.FromValue(request.Raw("x-amz-checksum-algorithm"));
        var headers = new ObjectHeaders(request.Http.Request.Headers);
        var upload = new S3Upload(request.Bucket, request.Key, store.Now, headers)
        {
            ChecksumAlgorithm = algorithm,
            ChecksumType = ChecksumTypes.Choose(algorithm, request.Raw("x-amz-checksum-type")),
        };
        bucket.UploadTable[upload.UploadId] = upload;

        var answer = S3Answer.Of(S3Xml.Element("InitiateMultipartUploadResult",
            S3Xml.Element("Bucket", upload.Bucket),
            S3Xml.Element("Key", upload.Key),
            S3Xml.Element("UploadId", upload.UploadId))).With(headers.Encryption);
        return algorithm is null ? answer : answer
            .With("x-amz-checksum-algorithm", algorithm.Value.Value())
            .With("x-amz-checksum-type", upload.ChecksumType);
    }

    public async Task<S3Answer> PutPartAsync(S3Request request, CancellationToken cancellation)
    {
        if (request.PartNumber is not (>= 1 and <= MaxParts and var number))
        {
            throw S3Errors.InvalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber",
                request.Query.GetValueOrDefault("partNumber", ""));
        }

        var upload = store.RequireUpload(request);
        var headers = request.Http.Request.Headers;
        CheckAlgorithm(upload, ChecksumNames.InHeaders(headers)?.Algorithm ?? ChecksumNames.InTrailer(headers));

        var received = await bodies.ReadContentAsync(request, cancellation);
        var part = new S3Part(number, received, upload.ObjectHeaders.UsesKms, store.Now);
        // Asked again: the upload may have been completed or aborted while the body came in.
        store.RequireUpload(request).Put(part);

        var answer = S3Answer.Empty().With("ETag", part.ETag).With(upload.ObjectHeaders.Encryption);
        return received is { ChecksumWasStated: true, Checksum: { } checksum }
            ? answer.With(checksum.Algorithm.Header(), checksum.Value)
            : answer;
    }

    public S3Answer Abort(S3Request request)
    {
        var upload = store.RequireUpload(request);
        store.Require(request).UploadTable.TryRemove(upload.UploadId, out _);
        return S3Answer.Empty(204);
    }

    /// <summary>The parts' algorithm must be the upload's. Only a full-object checksum does without one on each part.</summary>
    private static void CheckAlgorithm(S3Upload upload, ChecksumAlgorithm? stated)
    {
        if (upload.ChecksumAlgorithm is not { } expected || stated == expected
            || (stated is null && upload.ChecksumType == ChecksumTypes.FullObject))
        {
            return;
        }

        throw S3Errors.InvalidRequest(string.Create(CultureInfo.InvariantCulture,
            $"Checksum Type mismatch occurred, expected checksum Type: {expected.ToString().ToLowerInvariant()}, actual checksum Type: {stated?.ToString().ToLowerInvariant() ?? "null"}"));
    }
}
