using BenchmarkDotNet.Attributes;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Benchmarks;

/// <summary>The checksum of a part of 8 MiB, which is taken while it is in the caches of the processor.</summary>
public class ChecksumBenchmarks
{
    private readonly byte[] _part = new byte[8 * 1024 * 1024];

    /// <summary>Makes the bytes.</summary>
    [GlobalSetup]
    public void MakeBytes() => new Random(7).NextBytes(_part);

    /// <summary>CRC32C of the whole part.</summary>
    [Benchmark]
    public uint Part() => Crc32C.Compute(_part);

    /// <summary>The checksum of a file of 1,250 parts, from theirs.</summary>
    [Benchmark]
    public uint Combine()
    {
        uint whole = 0;
        for (var part = 0; part < 1250; part++)
        {
            whole = Crc32C.Combine(whole, 0x1234_5678, _part.Length);
        }

        return whole;
    }
}
