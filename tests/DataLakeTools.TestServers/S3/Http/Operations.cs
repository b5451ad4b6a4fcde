namespace DataLakeTools.TestServers.S3;

/// <summary>From the name of an operation to the code that does it.</summary>
internal sealed class Operations
{
    private readonly BucketOperations _buckets;
    private readonly ObjectReading _reading;
    private readonly ObjectWriting _writing;
    private readonly ObjectDeletion _deletion;
    private readonly ObjectTagging _tagging;
    private readonly ObjectListing _listing;
    private readonly MultipartUploads _uploads;
    private readonly MultipartCompletion _completion;
    private readonly MultipartListing _uploadListing;

    public Operations(S3Store store, S3StandInOptions options)
    {
        var bodies = new BodyReader(options);
        _buckets = new(store, bodies, options);
        _reading = new(store);
        _writing = new(store, bodies);
        _deletion = new(store, bodies);
        _tagging = new(store, bodies);
        _listing = new(store, options);
        _uploads = new(store, bodies);
        _completion = new(store, bodies, options);
        _uploadListing = new(store);
    }

    public async Task<S3Answer> DoAsync(S3Request request, CancellationToken cancellation)
    {
        try
        {
            return await RouteAsync(request, cancellation);
        }
        catch (S3ErrorException error)
        {
            return S3Answer.Error(error, request.Path);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or IOException or ConnectionDroppedException))
        {
            // A mistake of the stand-in itself: told in full, where an empty 500 would look like a client's problem.
            return S3Answer.Error(new S3ErrorException(500, "StandInFailure", fault.ToString()), request.Path);
        }
    }

    private async ValueTask<S3Answer> RouteAsync(S3Request request, CancellationToken cancellation) => request.Operation switch
    {
        "ListBuckets" => _buckets.List(),
        "HeadBucket" => _buckets.Head(request),
        "CreateBucket" => await _buckets.CreateAsync(request, cancellation),
        "DeleteBucket" => _buckets.Delete(request),
        "GetBucketLocation" => _buckets.Location(request),
        "ListObjectsV2" => _listing.List(request),
        "ListObjects" => _listing.ListOld(request),
        "DeleteObjects" => await _deletion.DeleteAsync(request, cancellation),
        "PutObject" => await _writing.PutAsync(request, cancellation),
        "GetObject" or "HeadObject" => _reading.Read(request),
        "DeleteObject" => _writing.Delete(request),
        "GetObjectTagging" => _tagging.Get(request),
        "PutObjectTagging" => await _tagging.PutAsync(request, cancellation),
        "CreateMultipartUpload" => await _uploads.CreateAsync(request, cancellation),
        "UploadPart" => await _uploads.PutPartAsync(request, cancellation),
        "AbortMultipartUpload" => _uploads.Abort(request),
        "CompleteMultipartUpload" => await _completion.CompleteAsync(request, cancellation),
        "ListParts" => _uploadListing.Parts(request),
        "ListMultipartUploads" => _uploadListing.Uploads(request),
        OperationName.Unknown => throw S3Errors.NotImplemented($"{request.Method} {request.Path}"),
        _ => BucketDocument.In(request.Query) is { } document
            ? await _buckets.DocumentAsync(request, document, cancellation)
            : throw S3Errors.NotImplemented(request.Operation),
    };
}
