using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools;

/// <summary>An object of a lake as it is listed.</summary>
/// <param name="lake">The lake.</param>
/// <param name="key">Its key.</param>
/// <param name="found">What the lake reports about it.</param>
public sealed class LakeObject(LakeAddress lake, LakeKey key, StoredObject found)
{
    /// <summary>The lake, as its address is written.</summary>
    public string Lake { get; } = lake.ToString();

    /// <summary>The key inside the lake.</summary>
    public string Key { get; } = key.Value;

    /// <summary>The layer.</summary>
    public string Layer { get; } = key.Layer;

    /// <summary>The origin.</summary>
    public string Origin { get; } = key.Origin;

    /// <summary>The format.</summary>
    public string Format { get; } = key.Format;

    /// <summary>The specification, levels with <c>/</c> between them; empty for none.</summary>
    public string Specification { get; } = string.Join('/', key.Specification);

    /// <summary>The processing date.</summary>
    public DateOnly Date { get; } = key.Date;

    /// <summary>The name of the file.</summary>
    public string FileName { get; } = key.FileName;

    /// <summary>The size in bytes.</summary>
    public long Size { get; } = found.Size;

    /// <summary>When it was last written.</summary>
    public DateTimeOffset LastModified { get; } = found.LastModified;

    /// <summary>The ETag.</summary>
    public string ETag { get; } = found.ETag;

    /// <summary>The address of the object.</summary>
    public string Address { get; } = lake.AddressOf(key.Value);

    /// <summary>The address.</summary>
    public override string ToString() => Address;
}
