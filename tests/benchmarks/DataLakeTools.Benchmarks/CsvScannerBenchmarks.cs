using BenchmarkDotNet.Attributes;
using DataLakeTools.Core.Csv;

namespace DataLakeTools.Benchmarks;

/// <summary>Checks 100,000 rows in memory, in pieces of 64 KiB as a sender reads them.</summary>
[MemoryDiagnoser]
public class CsvScannerBenchmarks
{
    private const int PieceLength = 64 * 1024;

    private byte[] _bytes = [];

    /// <summary>The delimiter: no quoting with the pipe, RFC 4180 with the comma.</summary>
    [Params('|', ',')]
    public char Delimiter { get; set; }

    /// <summary>Makes the rows.</summary>
    [GlobalSetup]
    public void MakeRows() => _bytes = Titles.Create(100_000, Delimiter);

    /// <summary>Field counts, UTF-8, quoting, line endings.</summary>
    [Benchmark(Baseline = true)]
    public long Scan() => Scan(default);

    /// <summary>The same, and missing values by column.</summary>
    [Benchmark]
    public long ScanAndCountMissing() => Scan(new CsvScanOptions { CountMissing = true });

    /// <summary>Field counts and quoting with CsvHelper, which does not check UTF-8.</summary>
    [Benchmark]
    public long CheckWithCsvHelper()
    {
        using var reader = CsvHelperReader.Open(_bytes, Delimiter);
        long rows = 0;
        while (reader.Read())
        {
            rows++;
        }

        return rows;
    }

    private long Scan(CsvScanOptions options)
    {
        var scanner = new CsvScanner(options);
        for (var start = 0; start < _bytes.Length; start += PieceLength)
        {
            scanner.Scan(_bytes.AsSpan(start, Math.Min(PieceLength, _bytes.Length - start)));
        }

        return scanner.Complete().ProblemCount;
    }
}
