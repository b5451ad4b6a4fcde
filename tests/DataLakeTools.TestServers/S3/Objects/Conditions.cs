namespace DataLakeTools.TestServers.S3;

/// <summary>If-Match and If-None-Match.</summary>
internal static class Conditions
{
    /// <summary>Of PutObject and CompleteMultipartUpload. To be called under the bucket's gate.</summary>
    public static void CheckWrite(S3Request request, S3Object? existing)
    {
        if (request.Raw("If-None-Match") is { } none)
        {
            if (none.Trim('"') != "*")
            {
                throw S3Errors.NotImplemented("If-None-Match with an ETag on a write");
            }

            if (existing is not null)
            {
                throw S3Errors.PreconditionFailed("If-None-Match");
            }
        }

        CheckMatch(request, existing);
    }

    /// <summary>An absent object is 404 and another one 412, on writes and on conditional deletes.</summary>
    public static void CheckMatch(S3Request request, S3Object? existing)
    {
        if (request.Raw("If-Match") is not { } match)
        {
            return;
        }

        if (existing is null)
        {
            throw S3Errors.NoSuchKey(request.Key);
        }

        if (!ETags.Match(match, existing.ETag))
        {
            throw S3Errors.PreconditionFailed("If-Match");
        }
    }

    /// <summary>Of reads. Returns whether the client's copy is still right (304).</summary>
    public static bool IsNotModified(S3Request request, S3Object existing)
    {
        CheckMatch(request, existing);
        return request.Raw("If-None-Match") is { } none && ETags.Match(none, existing.ETag);
    }
}
