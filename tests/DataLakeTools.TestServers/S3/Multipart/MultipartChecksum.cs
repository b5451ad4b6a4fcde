namespace DataLakeTools.TestServers.S3;

/// <summary>The checksum of an object that was put together from parts.</summary>
internal static class MultipartChecksum
{
    /// <summary>Null when the bytes were discarded and the client stated nothing.</summary>
    public static ObjectChecksum? Of(S3Upload upload, IReadOnlyList<S3Part> parts, StoredBody body, ObjectChecksum? stated)
    {
        var algorithm = upload.ChecksumAlgorithm ?? stated?.Algorithm ?? ChecksumAlgorithm.Crc64Nvme;
        if (upload.ChecksumType == ChecksumTypes.Composite)
        {
            return parts.All(part => part.Checksum is not null) ? Composite(algorithm, parts) : stated;
        }

        return body.IsDiscarded ? stated : new(algorithm, Convert.ToBase64String(RunningChecksum.Of(algorithm, body.Read())));
    }

    /// <summary>Whether the object is what the client said. Clients may leave the number of parts off a COMPOSITE value.</summary>
    public static void Check(ObjectChecksum? computed, ObjectChecksum? stated)
    {
        if (computed is null || stated is null)
        {
            return;
        }

        if (stated.Algorithm != computed.Algorithm || stated.Value.Split('-')[0] != computed.Value.Split('-')[0])
        {
            throw S3Errors.BadDigest(stated.Algorithm.Value());
        }
    }

    private static ObjectChecksum Composite(ChecksumAlgorithm algorithm, IReadOnlyList<S3Part> parts)
    {
        ReadOnlyMemory<byte> values = parts.SelectMany(part => Convert.FromBase64String(part.ChecksumValue!)).ToArray();
        return new(algorithm, $"{Convert.ToBase64String(RunningChecksum.Of(algorithm, [values]))}-{parts.Count}");
    }
}
