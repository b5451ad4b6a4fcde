using System.Globalization;
using System.Xml;
using DataLakeTools.Core.Checksums;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The requests around a multipart upload, as the Amazon S3 API Reference describes them.</summary>
internal sealed class S3Calls(S3Addresses addresses)
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>ListMultipartUploads: a thousand of those whose keys begin with a prefix.</summary>
    public S3Call ListUploads(string prefix, string? keyMarker, string? idMarker) =>
        new(HttpMethod.Get, addresses.InBucket(("key-marker", keyMarker), ("prefix", prefix), ("upload-id-marker", idMarker), ("uploads", string.Empty)))
        {
            Telling = "IsTruncated",
        };

    /// <summary>ListParts: a thousand of those after a number.</summary>
    public S3Call ListParts(string key, string uploadId, string? marker) =>
        new(HttpMethod.Get, addresses.Object(key, ("part-number-marker", marker), ("uploadId", uploadId))) { Telling = "IsTruncated" };

    /// <summary>CreateMultipartUpload.</summary>
    public S3Call Create(string key, IReadOnlyDictionary<string, string> headers) =>
        new(HttpMethod.Post, addresses.Object(key, ("uploads", string.Empty))) { Headers = headers, Telling = "UploadId" };

    /// <summary>CompleteMultipartUpload, with the checksum and the size that the whole has to have.</summary>
    public S3Call Complete(string key, string uploadId, IReadOnlyList<S3Part> parts, Crc32C whole, WriteCondition condition)
    {
        var headers = new Dictionary<string, string>
        {
            [S3Headers.ContentType] = "application/xml",
            [S3Headers.Crc32C] = whole.ToBase64(),
            [S3Headers.ChecksumType] = S3Headers.FullObject,
            [S3Headers.ObjectSize] = whole.Length.ToString(CultureInfo.InvariantCulture),
        };
        S3ObjectHeaders.AddCondition(headers, condition);
        return new S3Call(HttpMethod.Post, addresses.Object(key, ("uploadId", uploadId)))
        {
            Headers = headers,
            Body = Write(parts),
            Telling = "ETag",
        };
    }

    /// <summary>AbortMultipartUpload.</summary>
    public S3Call Abort(string key, string uploadId) => new(HttpMethod.Delete, addresses.Object(key, ("uploadId", uploadId)));

    private static byte[] Write(IReadOnlyList<S3Part> parts)
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
