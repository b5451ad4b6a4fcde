namespace DataLakeTools.Core.Tables.Builds;

/// <summary>An object that tables were made of.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="ETag">Its ETag: another one means that it was written again.</param>
/// <param name="Checksum">The checksum of the bytes that were read, as receipts write it.</param>
/// <param name="Rows">Its rows or records.</param>
internal sealed record ManifestInput(string Key, long Size, string ETag, string Checksum, long Rows)
{
    /// <summary>The table of a Trusted file; null for a raw object, and where an earlier version of this program wrote the manifest.</summary>
    public string? Table { get; init; }
}
