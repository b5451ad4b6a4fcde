namespace DataLakeTools.Core.Streams;

/// <summary>What is read, checked and added to a checksum at a time; it fits the second-level cache of today's processors.</summary>
internal static class ReadBuffer
{
    /// <summary>How many bytes that is.</summary>
    public const int Length = 256 * 1024;

    /// <summary>A buffer for them.</summary>
    public static byte[] New() => GC.AllocateUninitializedArray<byte>(Length);
}
