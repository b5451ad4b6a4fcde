namespace DataLakeTools.Core.Storage;

/// <summary>The metadata of an object in a lake.</summary>
public sealed record StoredObject
{
    /// <summary>The key inside the lake, without the lake's prefix.</summary>
    public required string Key { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The ETag, for conditional writes.</summary>
    public required string ETag { get; init; }

    /// <summary>When the object was last written.</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The full-object checksum that the lake has verified and stored; null if there is none.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>The version id, if the bucket keeps versions.</summary>
    public string? VersionId { get; init; }
}
