using System.Text;
using BenchmarkDotNet.Attributes;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Benchmarks;

/// <summary>Puts 10,000 records of some 1,000 bytes into batches of 100.</summary>
[MemoryDiagnoser]
public class RecordBatcherBenchmarks
{
    private const int Count = 10_000;

    private byte[][] _records = [];

    /// <summary>Makes the records.</summary>
    [GlobalSetup]
    public void MakeRecords() => _records =
    [
        .. Enumerable.Range(0, Count).Select(id => Encoding.UTF8.GetBytes(
            $$"""{"id":{{id}},"title":"Um título","genre_ids":[80,18],"release_date":{{(id % 7 == 0 ? "null" : "\"1999-10-15\"")}},"overview":"{{new string('x', 900)}}"}""")),
    ];

    /// <summary>As a crawl gives them: their structure is known and their JSON was read.</summary>
    [Benchmark(Baseline = true)]
    public long KnownAndRead() => Batch("movie/{id}", isValidated: true);

    /// <summary>Of a known structure, from a file: the JSON is checked here.</summary>
    [Benchmark]
    public long Known() => Batch("movie/{id}", isValidated: false);

    /// <summary>The structure is found from the shape of the JSON.</summary>
    [Benchmark]
    public long ByShape() => Batch(null, isValidated: false);

    private long Batch(string? structure, bool isValidated)
    {
        using var batcher = new RecordBatcher();
        long bytes = 0;
        foreach (var record in _records)
        {
            foreach (var batch in batcher.Add(new RawRecord(record, structure, null, isValidated)))
            {
                using (batch)
                {
                    bytes += batch.Length;
                }
            }
        }

        return bytes;
    }
}
