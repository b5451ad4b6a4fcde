using System.Globalization;

namespace DataLakeTools.TestServers.S3;

/// <summary>GetObject and HeadObject; the writer leaves out the body of HEAD.</summary>
internal sealed class ObjectReading(S3Store store)
{
    public S3Answer Read(S3Request request)
    {
        var found = store.RequireObject(request);
        if (Conditions.IsNotModified(request, found))
        {
            return S3Answer.Empty(304).With("ETag", found.ETag);
        }

        var range = PartRange(request, found) ?? ByteRange.Parse(request.Raw("Range"), found.Size);
        var answer = new S3Answer
        {
            Status = range is null ? 200 : 206,
            Body = found.Body,
            BodyFrom = range?.From ?? 0,
            BodyLength = range?.Length ?? found.Size,
        };
        answer.With("ETag", found.ETag)
            .With("Last-Modified", found.LastModified.ToString("R", CultureInfo.InvariantCulture))
            .With("Accept-Ranges", "bytes")
            .With(found.ObjectHeaders.Answered);
        if (range is { } part)
        {
            answer.With("Content-Range", $"bytes {part.From}-{part.From + part.Length - 1}/{found.Size}");
        }

        if (found.Tagging.Length > 0)
        {
            answer.With("x-amz-tagging-count", Text(found.Tagging.Split('&').Length));
        }

        if (request.PartNumber is not null && found.PartSizes.Count > 0)
        {
            answer.With("x-amz-mp-parts-count", Text(found.PartSizes.Count));
        }
        // The checksum is the whole object's and says nothing about a range of it.
        if (range is null && found.Checksum is { } checksum
            && string.Equals(request.Raw("x-amz-checksum-mode"), "ENABLED", StringComparison.OrdinalIgnoreCase))
        {
            answer.With(checksum.Algorithm.Header(), checksum.Value).With("x-amz-checksum-type", found.ChecksumType);
        }

        return answer;
    }

    private static ByteRange? PartRange(S3Request request, S3Object found)
    {
        if (request.PartNumber is not { } number)
        {
            return null;
        }

        var sizes = found.PartSizes.Count == 0 ? [found.Size] : found.PartSizes;
        if (number < 1 || number > sizes.Count)
        {
            throw new S3ErrorException(416, "InvalidPartNumber", "The requested partnumber is not satisfiable");
        }

        return new(sizes.Take(number - 1).Sum(), sizes[number - 1]);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
