namespace DataLakeTools.TestServers.S3;

/// <summary>From the name of an operation to the code that does it.</summary>
internal sealed class Operations
{
    private readonly BucketOperations buckets;
    private readonly ObjectReading reading;
    private readonly ObjectWriting writing;
    private readonly ObjectDeletion deletion;
    private readonly ObjectTagging tagging;
    private readonly ObjectListing listing;
    private readonly MultipartUploads uploads;
    private readonly MultipartCompletion completion;
    private readonly MultipartListing uploadListing;

    public Operations(S3Store store, S3StandInOptions options)
    {
        var bodies = new BodyReader(options);
        buckets = new(store, bodies, options);
        reading = new(store);
        writing = new(store, bodies);
        deletion = new(store, bodies);
        tagging = new(store, bodies);
        listing = new(store, options);
        uploads = new(store, bodies);
        completion = new(store, bodies, options);
        uploadListing = new(store);
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
        "ListBuckets" => buckets.List(),
        "HeadBucket" => buckets.Head(request),
        "CreateBucket" => await buckets.CreateAsync(request, cancellation),
        "DeleteBucket" => buckets.Delete(request),
        "GetBucketLocation" => buckets.Location(request),
        "ListObjectsV2" => listing.List(request),
        "ListObjects" => listing.ListOld(request),
        "DeleteObjects" => await deletion.DeleteAsync(request, cancellation),
        "PutObject" => await writing.PutAsync(request, cancellation),
        "GetObject" or "HeadObject" => reading.Read(request),
        "DeleteObject" => writing.Delete(request),
        "GetObjectTagging" => tagging.Get(request),
        "PutObjectTagging" => await tagging.PutAsync(request, cancellation),
        "CreateMultipartUpload" => await uploads.CreateAsync(request, cancellation),
        "UploadPart" => await uploads.PutPartAsync(request, cancellation),
        "AbortMultipartUpload" => uploads.Abort(request),
        "CompleteMultipartUpload" => await completion.CompleteAsync(request, cancellation),
        "ListParts" => uploadListing.Parts(request),
        "ListMultipartUploads" => uploadListing.Uploads(request),
        OperationName.Unknown => throw S3Errors.NotImplemented($"{request.Method} {request.Path}"),
        _ => BucketDocument.In(request.Query) is { } document
            ? await buckets.DocumentAsync(request, document, cancellation)
            : throw S3Errors.NotImplemented(request.Operation),
    };
}
