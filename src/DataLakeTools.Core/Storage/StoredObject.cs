
namespace DataLakeTools.Core.Storage;

/// <summary>What a lake says of one object that it holds.</summary>
public sealed record StoredObject
{
    /// <summary>The key inside the lake, without the lake's prefix.</summary>
    public required string Key { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The version mark that a conditional write is tied to.</summary>
    public required string ETag { get; init; }

    /// <summary>When the object was last written.</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The full-object checksum that the lake has stored, if it has one that it vouches for.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>The version id, where the bucket keeps versions.</summary>
    public string? VersionId { get; init; }
}
