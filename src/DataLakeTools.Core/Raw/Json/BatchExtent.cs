namespace DataLakeTools.Core.Raw.Json;

/// <summary>Where bytes of a batch stand in the temporary file.</summary>
/// <param name="Offset">Their place in the file.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Checksum">Their CRC-32C.</param>
internal readonly record struct BatchExtent(long Offset, int Length, uint Checksum);
