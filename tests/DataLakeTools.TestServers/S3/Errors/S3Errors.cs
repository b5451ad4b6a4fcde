using System.Globalization;

namespace DataLakeTools.TestServers.S3;

/// <summary>Every error that the stand-in answers, with the status, code and words of S3.</summary>
internal static class S3Errors
{
    public static S3ErrorException AccessDenied() => new(403, "AccessDenied", "Access Denied");

    public static S3ErrorException AuthorizationHeaderMalformed(string message, string? region) => region is null
        ? new(400, "AuthorizationHeaderMalformed", message)
        : new(400, "AuthorizationHeaderMalformed", message, ("Region", region)) { Headers = [("x-amz-bucket-region", region)] };

    public static S3ErrorException BadDigest(string what) =>
        new(400, "BadDigest", $"The {what} you specified did not match the calculated checksum.");

    public static S3ErrorException BucketAlreadyExists(string bucket) => new(409, "BucketAlreadyExists",
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
        ("BucketName", bucket));

    public static S3ErrorException BucketAlreadyOwnedByYou(string bucket) => new(409, "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.", ("BucketName", bucket));

    public static S3ErrorException BucketElsewhere(string bucket, string region) => new(301, "PermanentRedirect",
        "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
        ("Endpoint", $"{bucket}.s3.{region}.amazonaws.com"), ("Bucket", bucket))
    { Headers = [("x-amz-bucket-region", region)] };

    public static S3ErrorException BucketForbidden(string region) =>
        new(403, "AccessDenied", "Access Denied") { Headers = [("x-amz-bucket-region", region)] };

    public static S3ErrorException BucketNotEmpty(string bucket) =>
        new(409, "BucketNotEmpty", "The bucket you tried to delete is not empty", ("BucketName", bucket));

    public static S3ErrorException ContentSha256Mismatch(string client, string server) => new(400, "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ("ClientComputedContentSHA256", client), ("S3ComputedContentSHA256", server));

    public static S3ErrorException EntityTooLarge(long proposed, long maximum) => new(400, "EntityTooLarge",
        "Your proposed upload exceeds the maximum allowed size", ("ProposedSize", Text(proposed)), ("MaxSizeAllowed", Text(maximum)));

    public static S3ErrorException EntityTooSmall(S3Part part, long minimum) => new(400, "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size", ("ProposedSize", Text(part.Size)),
        ("MinSizeAllowed", Text(minimum)), ("PartNumber", Text(part.Number)), ("ETag", part.ETag.Trim('"')));

    public static S3ErrorException ExpiredToken() => new(400, "ExpiredToken", "The provided token has expired.");

    public static S3ErrorException HeadersNotSigned(string names) => new(403, "AccessDenied",
        "There were headers present in the request which were not signed", ("HeadersNotSigned", names));

    public static S3ErrorException IllegalLocationConstraint(string constraint) => new(400, "IllegalLocationConstraintException",
        $"The {constraint} location constraint is incompatible for the region specific endpoint this request was sent to.");

    public static S3ErrorException IncompleteBody() => new(400, "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header");

    public static S3ErrorException InvalidAccessKeyId(string accessKey) => new(403, "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.", ("AWSAccessKeyId", accessKey));

    public static S3ErrorException InvalidArgument(string message, string name, string value) =>
        new(400, "InvalidArgument", message, ("ArgumentName", name), ("ArgumentValue", value));

    public static S3ErrorException InvalidBucketName(string bucket) =>
        new(400, "InvalidBucketName", "The specified bucket is not valid.", ("BucketName", bucket));

    public static S3ErrorException InvalidDigest() => new(400, "InvalidDigest", "The Content-MD5 you specified was invalid.");

    public static S3ErrorException InvalidLocationConstraint(string constraint) => new(400, "InvalidLocationConstraint",
        "The specified location-constraint is not valid", ("LocationConstraint", constraint));

    public static S3ErrorException InvalidPart(string uploadId, int partNumber, string etag) => new(400, "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        ("UploadId", uploadId), ("PartNumber", Text(partNumber)), ("ETag", etag));

    public static S3ErrorException InvalidPartOrder(string uploadId) => new(400, "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.", ("UploadId", uploadId));

    public static S3ErrorException InvalidRange(string range, long size) => new(416, "InvalidRange",
        "The requested range is not satisfiable", ("RangeRequested", range), ("ActualObjectSize", Text(size)))
    { Headers = [("Content-Range", $"bytes */{size}")] };

    public static S3ErrorException InvalidRequest(string message) => new(400, "InvalidRequest", message);

    public static S3ErrorException InvalidToken() =>
        new(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");

    public static S3ErrorException KeyTooLong(int size) => new(400, "KeyTooLongError", "Your key is too long",
        ("Size", Text(size)), ("MaxSizeAllowed", "1024"));

    public static S3ErrorException MalformedXml() => new(400, "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema");

    public static S3ErrorException MissingContentLength() =>
        new(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

    public static S3ErrorException NoSuchBucket(string bucket) =>
        new(404, "NoSuchBucket", "The specified bucket does not exist", ("BucketName", bucket));

    public static S3ErrorException NoSuchKey(string key) =>
        new(404, "NoSuchKey", "The specified key does not exist.", ("Key", key));

    public static S3ErrorException NoSuchUpload(string uploadId) => new(404, "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
        ("UploadId", uploadId));

    public static S3ErrorException NotImplemented(string what) =>
        new(501, "NotImplemented", $"The stand-in does not implement this: {what}");

    public static S3ErrorException PreconditionFailed(string condition) => new(412, "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold", ("Condition", condition));

    public static S3ErrorException RequestTimeTooSkewed() => new(403, "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.", ("MaxAllowedSkewMilliseconds", "900000"));

    public static S3ErrorException SignatureDoesNotMatch(string accessKey, string signature, string toSign, string canonical) =>
        new(403, "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
            ("AWSAccessKeyId", accessKey), ("StringToSign", toSign), ("SignatureProvided", signature), ("CanonicalRequest", canonical));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
