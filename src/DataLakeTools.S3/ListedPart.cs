namespace DataLakeTools.S3;

/// <summary>A part that an open upload holds.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="ETag">Its ETag, with quotes.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Crc32C">Its CRC-32C; null where the server keeps none.</param>
/// <param name="LastModified">When it was uploaded.</param>
internal sealed record ListedPart(int Number, string ETag, long Size, string? Crc32C, DateTimeOffset LastModified);
