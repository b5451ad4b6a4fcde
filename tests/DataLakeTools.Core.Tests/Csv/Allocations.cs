namespace DataLakeTools.Core.Tests.Csv;

/// <summary>Guards against allocation in what runs for every row.</summary>
internal static class Allocations
{
    // A collection by another thread closes the allocation buffer of this one, and up to 8 KiB of it count as used.
    private const long Tolerance = 32 * 1024;

    /// <summary>Asserts that an action over much data allocates no more than a small constant.</summary>
    public static void AssertNone(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Tolerance);
    }
}
