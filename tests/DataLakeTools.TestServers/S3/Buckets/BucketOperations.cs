using System.Text;

namespace DataLakeTools.TestServers.S3;

internal sealed class BucketOperations(S3Store store, BodyReader bodies, S3StandInOptions options)
{
    private const string UsEast = "us-east-1";
    private const string RegionHeader = "x-amz-bucket-region";

    public S3Answer List() => S3Answer.Of(S3Xml.Element("ListAllMyBucketsResult",
        Owner.Element("Owner"),
        S3Xml.Element("Buckets", store.Buckets.Values.OrderBy(bucket => bucket.Name, StringComparer.Ordinal)
            .Select(bucket => S3Xml.Element("Bucket", S3Xml.Element("Name", bucket.Name), S3Xml.Element("CreationDate", bucket.Created))))));

    public S3Answer Head(S3Request request)
    {
        store.Require(request);
        return S3Answer.Empty().With(RegionHeader, options.Region).With("x-amz-access-point-alias", "false");
    }

    public async Task<S3Answer> CreateAsync(S3Request request, CancellationToken cancellation)
    {
        var name = request.Bucket;
        BucketName.Check(name);
        CheckLocation(await bodies.ReadDocumentAsync(request, cancellation));
        if (options.BucketsOfOthers.Contains(name))
        {
            throw S3Errors.BucketAlreadyExists(name);
        }

        if (options.ForbiddenBuckets.Contains(name))
        {
            throw S3Errors.AccessDenied();
        }
        // us-east-1 answers 200 for a bucket one has already; every other region says so.
        if (options.BucketsElsewhere.ContainsKey(name) || (store.Buckets.ContainsKey(name) && options.Region != UsEast))
        {
            throw S3Errors.BucketAlreadyOwnedByYou(name);
        }

        store.Create(name);
        return S3Answer.Empty().With("Location", "/" + name);
    }

    public S3Answer Delete(S3Request request)
    {
        var bucket = store.Require(request);
        if (!bucket.ObjectTable.IsEmpty)
        {
            throw S3Errors.BucketNotEmpty(bucket.Name);
        }

        store.Delete(bucket.Name);
        return S3Answer.Empty(204);
    }

    public S3Answer Location(S3Request request)
    {
        store.Require(request);
        return S3Answer.Of(S3Xml.Element("LocationConstraint", options.Region == UsEast ? null : options.Region));
    }

    public async Task<S3Answer> DocumentAsync(S3Request request, BucketDocument document, CancellationToken cancellation)
    {
        var bucket = store.Require(request);
        switch (request.Method)
        {
            case "GET":
                return new S3Answer { Verbatim = Encoding.UTF8.GetBytes(document.Get(bucket)) }
                    .With("Content-Type", document.Name == "policy" ? "application/json" : "application/xml");
            case "PUT":
                bucket.DocumentTable[document.Name] = Encoding.UTF8.GetString(await bodies.ReadDocumentAsync(request, cancellation));
                return S3Answer.Empty(document.PutStatus);
            default:
                document.Delete(bucket);
                return S3Answer.Empty(204);
        }
    }

    private void CheckLocation(byte[] body)
    {
        var constraint = body.Length == 0 ? null : S3Xml.Read(body, "CreateBucketConfiguration").Value("LocationConstraint");
        // us-east-1 is the one region that may not be named.
        if (options.Region == UsEast ? constraint is null or "" : constraint == options.Region)
        {
            return;
        }

        throw constraint is UsEast && options.Region == UsEast
            ? S3Errors.InvalidLocationConstraint(constraint)
            : S3Errors.IllegalLocationConstraint(constraint is null or "" ? "unspecified" : constraint);
    }
}
