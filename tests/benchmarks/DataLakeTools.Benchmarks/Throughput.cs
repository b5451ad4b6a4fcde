using System.Diagnostics;
using CsvHelper;
using DataLakeTools.Core.Csv;

namespace DataLakeTools.Benchmarks;

/// <summary>The best of several passes over one file in memory, in GB/s.</summary>
internal static class Throughput
{
    private const int Passes = 7;

    public static void Print(byte[] bytes)
    {
        Time("scan", bytes, () => Scan(bytes, default));
        Time("scan and count missing", bytes, () => Scan(bytes, new CsvScanOptions { CountMissing = true }));
        Time("check rows, CsvHelper (no UTF-8)", bytes, () => ReadWithCsvHelper(bytes, _ => 0));
        Time("read ids", bytes, () => Read(bytes, reader => reader.GetRaw(0).Length));
        Time("read ids, CsvHelper", bytes, () => ReadWithCsvHelper(bytes, reader => reader.GetSpan(0).Length));
        var filter = new CsvUniqueFilter();
        Time("read unique ids", bytes, () => Read(bytes, reader => filter.Add(reader.GetRaw(0)) ? 1 : 0));
        Time("read all fields as text, CsvHelper", bytes, () => ReadWithCsvHelper(bytes, reader =>
        {
            long length = 0;
            for (var column = 0; column < reader.FieldCount; column++)
            {
                length += reader.GetStringOrNull(column)?.Length ?? 0;
            }

            return length;
        }));
        Time("read all fields as text", bytes, () => Read(bytes, reader =>
        {
            long length = 0;
            for (var column = 0; column < reader.Columns.Count; column++)
            {
                length += reader.GetString(column)?.Length ?? 0;
            }

            return length;
        }));
    }

    private static void Scan(byte[] bytes, CsvScanOptions options)
    {
        const int PieceLength = 1 << 20;
        var scanner = new CsvScanner(options);
        for (var start = 0; start < bytes.Length; start += PieceLength)
        {
            scanner.Scan(bytes.AsSpan(start, Math.Min(PieceLength, bytes.Length - start)));
        }

        scanner.Complete();
    }

    private static long Read(byte[] bytes, Func<CsvRowReader, long> row)
    {
        using var reader = new CsvRowReader(new MemoryStream(bytes), default);
        long sum = 0;
        while (reader.Read())
        {
            sum += row(reader);
        }

        return sum;
    }

    private static void ReadWithCsvHelper(byte[] bytes, Func<CsvReader, long> row)
    {
        using var reader = CsvHelperReader.Open(bytes, (char)CsvDialectOf(bytes).Delimiter);
        long length = 0;
        while (reader.Read())
        {
            length += row(reader);
        }
    }

    private static CsvDialect CsvDialectOf(byte[] bytes)
    {
        using var reader = new CsvRowReader(new MemoryStream(bytes), default);
        return reader.Dialect;
    }

    private static void Time(string what, byte[] bytes, Action pass)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < Passes; i++)
        {
            var start = Stopwatch.GetTimestamp();
            pass();
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (elapsed < best)
            {
                best = elapsed;
            }
        }

        Console.WriteLine(FormattableString.Invariant($"{what,-36} {bytes.Length / best.TotalSeconds / 1e9,6:F2} GB/s"));
    }
}
