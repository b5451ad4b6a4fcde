namespace DataLakeTools.TestServers.S3;

/// <summary>A body that arrived whole and passed every check that its request asked for.</summary>
/// <param name="Checksum">The checksum that the client stated, or the one that S3 adds by itself.</param>
/// <param name="ChecksumWasStated">Only a stated checksum is echoed in the answer of an upload.</param>
internal sealed record ReceivedBody(StoredBody Content, byte[] Md5, ObjectChecksum? Checksum, bool ChecksumWasStated);

/// <summary>A checksum and its value in base64; of a COMPOSITE one with the number of parts behind it.</summary>
internal sealed record ObjectChecksum(ChecksumAlgorithm Algorithm, string Value);
