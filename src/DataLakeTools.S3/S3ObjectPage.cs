namespace DataLakeTools.S3;

/// <summary>One page of a listing.</summary>
/// <param name="Objects">The objects, in the order of their keys.</param>
/// <param name="CommonPrefixes">What keys that were cut at the delimiter begin with.</param>
internal sealed record S3ObjectPage(IReadOnlyList<S3ObjectInfo> Objects, IReadOnlyList<string> CommonPrefixes);
