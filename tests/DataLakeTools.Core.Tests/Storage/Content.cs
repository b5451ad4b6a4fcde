namespace DataLakeTools.Core.Tests.Storage;

/// <summary>Bytes that no shift, swap or cut leaves the same.</summary>
internal static class Content
{
    public static byte[] Of(int size, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
