using System.Collections.Concurrent;

namespace DataLakeTools.TestServers.S3;

/// <summary>A multipart upload that was neither completed nor aborted; its parts cost storage.</summary>
public sealed class S3Upload
{
    private readonly ConcurrentDictionary<int, S3Part> _parts = new();

    internal S3Upload(string bucket, string key, DateTimeOffset initiated, ObjectHeaders headers)
    {
        Bucket = bucket;
        Key = key;
        Initiated = initiated;
        ObjectHeaders = headers;
    }

    public string Bucket { get; }

    public string Key { get; }

    public string UploadId { get; } = Guid.CreateVersion7().ToString("N");

    public DateTimeOffset Initiated { get; }

    public IReadOnlyDictionary<string, string> Headers => ObjectHeaders.All;

    /// <summary>In order of their numbers.</summary>
    public IReadOnlyList<S3Part> Parts => [.. _parts.Values.OrderBy(part => part.Number)];

    /// <summary>Null when the client named none; S3 then adds a CRC64NVME on its own.</summary>
    public ChecksumAlgorithm? ChecksumAlgorithm { get; internal init; }

    public string ChecksumType { get; internal init; } = ChecksumTypes.FullObject;

    internal ObjectHeaders ObjectHeaders { get; }

    internal S3Part? Part(int number) => _parts.GetValueOrDefault(number);

    internal void Put(S3Part part) => _parts[part.Number] = part;

    internal void Remove(int number) => _parts.TryRemove(number, out _);
}
