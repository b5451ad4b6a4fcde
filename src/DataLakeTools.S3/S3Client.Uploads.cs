using System.Globalization;
using System.Text;
using System.Xml;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.S3;

/// <content>Writing, in one request or in parts.</content>
internal sealed partial class S3Client
{
    private const string DocumentNamespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>PutObject.</summary>
    /// <param name="key">The key.</param>
    /// <param name="headers">The headers of the object.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="crc">Their CRC-32C.</param>
    /// <param name="bytesMoved">Called with the number of bytes sent, or, negative, of bytes that will be sent again.</param>
    /// <param name="outcome">Records whether an attempt may have succeeded.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<CompletedUpload> PutAsync(
        string key,
        IReadOnlyDictionary<string, string> headers,
        S3Body body,
        uint crc,
        Action<int>? bytesMoved,
        RequestOutcome outcome,
        CancellationToken cancellationToken)
    {
        byte[]? md5 = null;
        using var response = await SendAsync(
            key,
            quirks =>
            {
                var all = AdaptHeaders(headers, quirks);
                md5 = AddChecksum(all, body, crc, quirks);
                return new S3Request(HttpMethod.Put, _endpoint.Object(key)) { Headers = all, Body = body, BytesMoved = bytesMoved, RequiredHeader = S3Headers.ETag };
            },
            cancellationToken,
            outcome).ConfigureAwait(false);
        try
        {
            var part = UploadedPart.FromResponse(1, response, body, crc, md5);
            return new CompletedUpload(response.ETag, response.VersionId, part.Verified, part.Mismatch);
        }
        catch (S3ChecksumException mismatch)
        {
            return new CompletedUpload(response.ETag, response.VersionId, Verified: false, mismatch);
        }
    }

    /// <summary>CreateMultipartUpload.</summary>
    /// <returns>The id of the upload.</returns>
    public async Task<string> CreateUploadAsync(
        string key, IReadOnlyDictionary<string, string> headers, RequestOutcome outcome, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            key,
            quirks =>
            {
                var all = new Dictionary<string, string>(headers);
                if (SendsChecksums(quirks))
                {
                    all[S3Headers.ChecksumAlgorithm] = S3Headers.Crc32CAlgorithm;
                    all[S3Headers.ChecksumType] = S3Headers.FullObject;
                }

                return new S3Request(HttpMethod.Post, _endpoint.Object(key, ("uploads", string.Empty))) { Headers = all, Document = [], RequiredElement = "UploadId" };
            },
            cancellationToken,
            outcome).ConfigureAwait(false);
        return response.Document.Find("UploadId")!;
    }

    /// <summary>UploadPart.</summary>
    /// <param name="key">The key of the object.</param>
    /// <param name="uploadId">The id of the upload.</param>
    /// <param name="number">The number of the part.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="crc">Their CRC-32C.</param>
    /// <param name="bytesMoved">Called with the number of bytes sent, or, negative, of bytes that will be sent again.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="S3ChecksumException">S3 confirmed other bytes.</exception>
    public async Task<UploadedPart> PutPartAsync(
        string key, string uploadId, int number, S3Body body, uint crc, Action<int>? bytesMoved, CancellationToken cancellationToken)
    {
        byte[]? md5 = null;
        using var response = await SendAsync(
            key,
            quirks =>
            {
                var headers = new Dictionary<string, string>();
                md5 = AddChecksum(headers, body, crc, quirks);
                return new S3Request(HttpMethod.Put, _endpoint.Part(key, uploadId, number)) { Headers = headers, Body = body, BytesMoved = bytesMoved, RequiredHeader = S3Headers.ETag };
            },
            cancellationToken).ConfigureAwait(false);
        return UploadedPart.FromResponse(number, response, body, crc, md5);
    }

    /// <summary>CompleteMultipartUpload.</summary>
    /// <param name="key">The key of the object.</param>
    /// <param name="uploadId">The id of the upload.</param>
    /// <param name="parts">All parts, in their order.</param>
    /// <param name="whole">The checksum and the length of the whole object.</param>
    /// <param name="condition">The headers with the condition under which it may be published.</param>
    /// <param name="outcome">Records whether an attempt may have succeeded.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="S3ChecksumException">S3 holds other bytes for one of the parts; nothing was published.</exception>
    public async Task<CompletedUpload> CompleteUploadAsync(
        string key,
        string uploadId,
        IReadOnlyList<UploadedPart> parts,
        Crc32C whole,
        IReadOnlyDictionary<string, string> condition,
        RequestOutcome outcome,
        CancellationToken cancellationToken)
    {
        // If other parts prove that this server's ETags are MD5s, a part whose ETag looks like an MD5 and is not its own
        // holds other bytes.
        if (parts.FirstOrDefault(part => part.Mismatch is not null)?.Mismatch is { } mismatch && parts.Any(part => part is { Verified: true, Md5: not null }))
        {
            throw mismatch;
        }

        var expected = whole.ToBase64();
        using var response = await SendAsync(
            key,
            quirks =>
            {
                var headers = AdaptHeaders(condition, quirks);
                headers[S3Headers.ContentType] = "application/xml";
                if (SendsChecksums(quirks))
                {
                    headers[S3Headers.Crc32C] = expected;
                    headers[S3Headers.ChecksumType] = S3Headers.FullObject;
                    headers[S3Headers.ObjectSize] = whole.ByteCount.ToString(CultureInfo.InvariantCulture);
                }

                return new S3Request(HttpMethod.Post, _endpoint.Object(key, ("uploadId", uploadId)))
                {
                    Headers = headers,
                    Document = WriteParts(parts, SendsChecksums(quirks)),
                    RequiredElement = "ETag",
                };
            },
            cancellationToken,
            outcome).ConfigureAwait(false);
        var etag = response.Document.Find("ETag") ?? string.Empty;

        // A value that ends in "-<number>" is a composite checksum, of the checksums of the parts, and does not verify the
        // whole object.
        if (response.Document.Find("ChecksumCRC32C") is { } confirmed && !confirmed.Contains('-', StringComparison.Ordinal))
        {
            return new CompletedUpload(
                etag, response.VersionId, Verified: confirmed == expected, confirmed == expected ? null : new S3ChecksumException(expected, confirmed));
        }

        var expectedETag = UploadedPart.ETagOf(parts);
        var isExpected = expectedETag is not null && string.Equals(etag.Trim('"'), expectedETag, StringComparison.OrdinalIgnoreCase);
        var differs = expectedETag is not null && !isExpected && UploadedPart.IsMd5OfParts(etag, parts.Count) && !response.HasOpaqueETag;
        return new CompletedUpload(
            etag, response.VersionId, isExpected && parts.All(part => part.Verified), differs ? new S3ChecksumException(expectedETag!, etag.Trim('"')) { IsOfETag = true } : null);
    }

    /// <summary>AbortMultipartUpload.</summary>
    /// <returns>Whether there was such an upload.</returns>
    public async Task<bool> AbortUploadAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _sender.SendAsync(
                new S3Request(HttpMethod.Delete, _endpoint.Object(key, ("uploadId", uploadId))), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (S3Exception exception) when (exception.Code == "NoSuchUpload")
        {
            return false;
        }
    }

    // Adds the header by which S3 verifies the body: CRC-32C, or Content-MD5 where newer checksums are turned off or the
    // store refuses them. Returns the MD5, if it was computed.
    private byte[]? AddChecksum(Dictionary<string, string> headers, S3Body body, uint crc, S3Quirks quirks)
    {
        if (SendsChecksums(quirks))
        {
            headers[S3Headers.Crc32C] = Crc32C.ToBase64(crc);
            return null;
        }

        var md5 = body.TryComputeMd5();
        if (md5 is not null)
        {
            headers[S3Headers.ContentMd5] = Convert.ToBase64String(md5);
        }

        return md5;
    }

    private static byte[] WriteParts(IReadOnlyList<UploadedPart> parts, bool withChecksums)
    {
        using var body = new MemoryStream();
        using (var writer = XmlWriter.Create(body, new XmlWriterSettings { OmitXmlDeclaration = true, Encoding = new UTF8Encoding(false) }))
        {
            writer.WriteStartElement("CompleteMultipartUpload", DocumentNamespace);
            foreach (var part in parts)
            {
                writer.WriteStartElement("Part");
                if (withChecksums)
                {
                    writer.WriteElementString("ChecksumCRC32C", part.Crc32C);
                }

                writer.WriteElementString("ETag", part.ETag);
                writer.WriteElementString("PartNumber", part.Number.ToString(CultureInfo.InvariantCulture));
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        return body.ToArray();
    }
}
