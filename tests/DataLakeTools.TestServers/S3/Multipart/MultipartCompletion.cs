using System.Globalization;

namespace DataLakeTools.TestServers.S3;

/// <summary>CompleteMultipartUpload.</summary>
internal sealed class MultipartCompletion(S3Store store, BodyReader bodies, S3StandInOptions options)
{
    public async Task<S3Answer> CompleteAsync(S3Request request, CancellationToken cancellation)
    {
        // The checksum header is the object's here and not that of the XML that is sent.
        var content = await bodies.ReadDocumentAsync(request, cancellation, bodyHasChecksum: false);
        var upload = store.RequireUpload(request);
        var parts = PartList.Check(upload, content, options.MinimumPartSize);
        var body = StoredBody.Join([.. parts.Select(part => part.Body)]);
        CheckSize(request, body.Size);
        CheckType(request, upload);
        var stated = ChecksumNames.InHeaders(request.Http.Request.Headers) is { } header ? new ObjectChecksum(header.Algorithm, header.Value) : null;
        var checksum = MultipartChecksum.Of(upload, parts, body, stated);
        MultipartChecksum.Check(checksum, stated);

        var written = new S3Object(request.Key, body, ETags.OfParts(parts), store.Now, upload.ObjectHeaders)
        {
            Checksum = checksum,
            ChecksumType = upload.ChecksumType,
            PartSizes = [.. parts.Select(part => part.Size)],
            Tagging = upload.ObjectHeaders.Tagging,
        };
        Commit(request, upload, written);

        return S3Answer.Of(S3Xml.Element("CompleteMultipartUploadResult",
            S3Xml.Element("Location", $"{request.Http.Request.Scheme}://{request.Http.Request.Host}/{request.Bucket}/{Uri.EscapeDataString(request.Key)}"),
            S3Xml.Element("Bucket", request.Bucket),
            S3Xml.Element("Key", request.Key),
            S3Xml.Element("ETag", written.ETag),
            checksum is null ? null : S3Xml.Element(checksum.Algorithm.Element(), checksum.Value),
            checksum is null ? null : S3Xml.Element("ChecksumType", upload.ChecksumType)))
            .With(upload.ObjectHeaders.Encryption);
    }

    private void Commit(S3Request request, S3Upload upload, S3Object written)
    {
        var bucket = store.Require(request);
        lock (bucket.Gate)
        {
            // A refused condition leaves the upload open: the client has to abort it.
            Conditions.CheckWrite(request, bucket.ObjectTable.GetValueOrDefault(request.Key));
            if (!bucket.UploadTable.TryRemove(upload.UploadId, out _))
            {
                throw S3Errors.NoSuchUpload(upload.UploadId);
            }

            bucket.ObjectTable[request.Key] = written;
        }
    }

    private static void CheckSize(S3Request request, long size)
    {
        if (request.Raw("x-amz-mp-object-size") is { } stated && stated != size.ToString(CultureInfo.InvariantCulture))
        {
            throw S3Errors.InvalidRequest("The provided 'x-amz-mp-object-size' header value does not match what was computed.");
        }
    }

    private static void CheckType(S3Request request, S3Upload upload)
    {
        if (request.Raw("x-amz-checksum-type") is { } stated && stated != upload.ChecksumType)
        {
            throw S3Errors.InvalidRequest(
                $"The upload was created using the {upload.ChecksumType} checksum mode. The complete request must use the same checksum mode.");
        }
    }
}
