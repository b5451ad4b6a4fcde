namespace DataLakeTools.TestServers.S3;

/// <summary>One part of an upload that is not completed.</summary>
public sealed class S3Part
{
    internal S3Part(int number, ReceivedBody received, bool usesKms, DateTimeOffset lastModified)
    {
        Number = number;
        Body = received.Content;
        Md5 = received.Md5;
        Checksum = received.Checksum;
        ETag = ETags.Of(received.Md5, usesKms);
        LastModified = lastModified;
    }

    public int Number { get; }

    public long Size => Body.Size;

    public string ETag { get; }

    public DateTimeOffset LastModified { get; }

    public string? ChecksumValue => Checksum?.Value;

    internal StoredBody Body { get; set; }

    internal byte[] Md5 { get; }

    internal ObjectChecksum? Checksum { get; }
}
