using DataLakeTools.DuckDb;

namespace DataLakeTools.Core.Tests.Costs;

/// <summary>How the memory of the process is told to those who ask often.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ResidentMemoryTests : IDisposable
{
    private readonly ResidentMemory _resident = new();

    public void Dispose() => _resident.Dispose();

    [Fact]
    public void It_is_what_the_runtime_says_also_after_more_has_come()
    {
        const int More = 64 * 1024 * 1024;
        var before = _resident.Bytes;
        var held = new byte[More];
        Array.Fill(held, (byte)1);

        Assert.InRange(_resident.Bytes, Environment.WorkingSet * 0.9, Environment.WorkingSet * 1.1);
        Assert.InRange(_resident.Bytes - before, More * 0.8, More * 1.5);
        GC.KeepAlive(held);
    }

    [SkippableFact]
    public void A_look_at_it_allocates_nothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere the runtime is asked, which is cheap there.");
        _ = _resident.Bytes;
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            _ = _resident.Bytes;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
