using System.Globalization;
using System.Xml;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.S3;

/// <summary>One multipart upload on the server.</summary>
/// <param name="client">The bucket.</param>
/// <param name="key">The key of the object.</param>
/// <param name="uploadId">The id that S3 gave the upload.</param>
internal sealed class MultipartUpload(S3Client client, string key, string uploadId)
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>Sends a part.</summary>
    /// <exception cref="S3ChecksumException">S3 confirmed other bytes.</exception>
    public async Task<UploadedPart> PutPartAsync(int number, S3Body body, uint crc, Action<int>? bytesMoved, CancellationToken cancellationToken)
    {
        using var response = await client.PutPartAsync(key, uploadId, number, Crc32C.ToBase64(crc), body, bytesMoved, cancellationToken).ConfigureAwait(false);
        return UploadedPart.Confirm(number, response.ETag, response.Crc32C, body, crc);
    }

    /// <summary>Publishes the object.</summary>
    /// <param name="parts">All parts, in their order.</param>
    /// <param name="whole">The checksum and the length of the whole object.</param>
    /// <param name="condition">The headers with the condition under which it may be published.</param>
    /// <param name="attempts">Where to note what became of the attempts.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CompletedUpload> CompleteAsync(
        IReadOnlyList<UploadedPart> parts, Crc32C whole, IReadOnlyDictionary<string, string> condition, RequestAttempts attempts, CancellationToken cancellationToken)
    {
        var expected = whole.ToBase64();
        var headers = new Dictionary<string, string>(condition)
        {
            [S3Headers.ContentType] = "application/xml",
            [S3Headers.Crc32C] = expected,
            [S3Headers.ChecksumType] = S3Headers.FullObject,
            [S3Headers.ObjectSize] = whole.Length.ToString(CultureInfo.InvariantCulture),
        };
        using var response = await client.CompleteUploadAsync(key, uploadId, headers, Write(parts), attempts, cancellationToken).ConfigureAwait(false);
        var etag = response.Document.Find("ETag") ?? string.Empty;

        // With a dash and a number it is a checksum of the parts' checksums, and says nothing of the whole.
        if (response.Document.Find("ChecksumCRC32C") is { } confirmed && !confirmed.Contains('-', StringComparison.Ordinal))
        {
            return new CompletedUpload(
                etag, response.VersionId, Verified: confirmed == expected, confirmed == expected ? null : new S3ChecksumException(expected, confirmed));
        }

        var isVerified = parts.All(part => part.Verified) && UploadedPart.ETagOf(parts) is { } known && etag.Trim('"') == known;
        return new CompletedUpload(etag, response.VersionId, isVerified, Mismatch: null);
    }

    private static byte[] Write(IReadOnlyList<UploadedPart> parts)
    {
        using var body = new MemoryStream();
        using (var writer = XmlWriter.Create(body, new XmlWriterSettings { OmitXmlDeclaration = true, Encoding = new System.Text.UTF8Encoding(false) }))
        {
            writer.WriteStartElement("CompleteMultipartUpload", Namespace);
            foreach (var part in parts)
            {
                writer.WriteStartElement("Part");
                writer.WriteElementString("ChecksumCRC32C", part.Crc32C);
                writer.WriteElementString("ETag", part.ETag);
                writer.WriteElementString("PartNumber", part.Number.ToString(CultureInfo.InvariantCulture));
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        return body.ToArray();
    }
}

/// <summary>A multipart upload that S3 has published.</summary>
/// <param name="ETag">The ETag of the object, with its quotes.</param>
/// <param name="VersionId">The version that was written; null in a bucket that keeps none.</param>
/// <param name="Verified">Whether S3 confirmed the bytes of the whole.</param>
/// <param name="Mismatch">The error of an object that S3 confirmed with another checksum; else null.</param>
internal sealed record CompletedUpload(string ETag, string? VersionId, bool Verified, S3ChecksumException? Mismatch);
