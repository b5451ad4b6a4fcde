using DataLakeTools.S3;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// An unfinished multipart upload of the same key that may be resumed, and its parts. Another sender may still use it. If
/// both send the same bytes, both put the same parts and one completes. If they differ, completion names each part by ETag
/// and the whole by checksum, so a mixture is never published; the sender whose completion fails starts an upload of its own.
/// </summary>
internal sealed class S3ResumableUpload
{
    // Uploads with larger parts, unless ours are as large, are not resumed: a write without a re-readable source buffers
    // whole parts.
    private const int LargestResumedPart = 64 * 1024 * 1024;

    private readonly Dictionary<int, ListedPart> _parts = [];

    private S3ResumableUpload(ListedUpload upload, IEnumerable<ListedPart> parts, S3UploadPlan plan)
    {
        Upload = upload;
        Plan = plan;
        foreach (var part in parts)
        {
            // A server that lists a part twice: the last that was put counts.
            _parts[part.Number] = part;
        }
    }

    public ListedUpload Upload { get; }

    /// <summary>The plan of the earlier upload.</summary>
    public S3UploadPlan Plan { get; }

    public int PartCount => _parts.Count;

    /// <summary>Finds the newest upload of the key that was begun as ours are and holds parts of a size that this file can be sent in.</summary>
    /// <param name="uploads">The open uploads.</param>
    /// <param name="write">What is written.</param>
    /// <param name="headers">The headers of the object.</param>
    /// <param name="own">The plan of a new upload.</param>
    /// <param name="superseded">Receives uploads with our settings but without usable parts; they are aborted once the object is published.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static async Task<S3ResumableUpload?> FindAsync(
        S3OpenUploads uploads, LakeWrite write, S3ObjectHeaders headers, S3UploadPlan own, List<ListedUpload> superseded, CancellationToken cancellationToken)
    {
        foreach (var upload in await uploads.OfKeyAsync(write.Key, cancellationToken).ConfigureAwait(false))
        {
            if (headers.Matches(upload) && await uploads.PartsOfAsync(upload, cancellationToken).ConfigureAwait(false) is { } parts)
            {
                if (PlanOf(parts, write.Length, own) is { } plan)
                {
                    return new S3ResumableUpload(upload, parts, plan);
                }

                superseded.Add(upload);
            }
        }

        return null;
    }

    /// <summary>Whether this upload can be of the same file: it holds the same first part, or no first part yet.</summary>
    public bool CanBeOf(S3Body first, uint crc) => !_parts.ContainsKey(1) || Find(1, first, crc) is not null;

    /// <summary>The part that the server already has, if it is the same.</summary>
    public UploadedPart? Find(int number, S3Body body, uint crc)
    {
        if (!_parts.TryGetValue(number, out var there) || there.Size != body.Length)
        {
            return null;
        }

        var expected = Crc32C.ToBase64(crc);
        if (there.Crc32C is not null)
        {
            return there.Crc32C == expected ? new UploadedPart(number, there.ETag, expected, Md5: null, Verified: true) : null;
        }

        // Servers that keep no checksum of a part tell its MD5 as the ETag.
        var md5 = body.TryComputeMd5();
        return md5 is not null && UploadedPart.IsMd5(there.ETag, md5)
            ? new UploadedPart(number, there.ETag, expected, md5, Verified: true)
            : null;
    }

    // The plan of this run, if every listed part has the size it would have in it (the last part alone would fit many plans).
    // Otherwise all parts but the last have one size, so the largest part tells it.
    private static S3UploadPlan? PlanOf(IReadOnlyList<ListedPart> parts, long length, S3UploadPlan own)
    {
        if (parts.Count > 0 && parts.All(part => part.Size == Math.Min(own.PartSize, length - ((part.Number - 1L) * own.PartSize))))
        {
            return own;
        }

        var largest = parts.Count == 0 ? 0 : parts.Max(part => part.Size);
        return largest >= LakeStoreOptions.SmallestPartSize
            && largest <= Math.Max(own.PartSize, LargestResumedPart)
            && largest < length
            && (length + largest - 1) / largest <= S3UploadPlan.MaxParts
                ? new S3UploadPlan((int)largest, IsMultipart: true)
                : null;
    }
}
