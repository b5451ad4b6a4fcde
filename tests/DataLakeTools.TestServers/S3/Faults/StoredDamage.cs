namespace DataLakeTools.TestServers.S3;

/// <summary>Damage to what is stored, behind the back of the API.</summary>
internal static class StoredDamage
{
    public static Task<S3Answer> Corrupt(FaultMoment moment, S3Answer answer)
    {
        var request = moment.Request;
        if (moment.Store.Buckets.TryGetValue(request.Bucket, out var bucket) && answer.Status < 300)
        {
            if (request is { UploadId: { } id, PartNumber: { } number } && bucket.UploadTable.GetValueOrDefault(id)?.Part(number) is { } part)
            {
                part.Body = part.Body.Corrupted();
            }
            else if (bucket.ObjectTable.TryGetValue(request.Key, out var found))
            {
                found.Body = found.Body.Corrupted();
            }
        }

        return Task.FromResult(answer);
    }

    public static async Task<S3Answer> CorruptOnTheWay(FaultMoment moment, S3Answer answer)
    {
        await Corrupt(moment, answer);
        if (moment.Store.Buckets.TryGetValue(moment.Request.Bucket, out var bucket) && bucket.ObjectTable.TryGetValue(moment.Request.Key, out var found))
        {
            found.ETag = ETags.Of(System.Security.Cryptography.MD5.HashData(found.Bytes), usesKms: false);
            answer.Headers.RemoveAll(header => header.Key == "ETag");
            answer.With("ETag", found.ETag);
        }

        return answer;
    }

    public static void DeleteBucket(FaultMoment moment) => moment.Store.Delete(moment.Request.Bucket);

    public static void DeleteUpload(FaultMoment moment)
    {
        if (moment.Request.UploadId is { } id && moment.Store.Buckets.TryGetValue(moment.Request.Bucket, out var bucket))
        {
            bucket.UploadTable.TryRemove(id, out _);
        }
    }

    public static void DeletePart(FaultMoment moment, int number)
    {
        if (moment.Request.UploadId is { } id && moment.Store.Buckets.TryGetValue(moment.Request.Bucket, out var bucket))
        {
            bucket.UploadTable.GetValueOrDefault(id)?.Remove(number);
        }
    }
}
