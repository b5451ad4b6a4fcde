using BenchmarkDotNet.Attributes;
using DataLakeTools.Core.Csv;

namespace DataLakeTools.Benchmarks;

/// <summary>Reads 100,000 rows from memory: the ids as Import-RawCsv -Unique needs them, and all fields as text.</summary>
[MemoryDiagnoser]
public class CsvRowReaderBenchmarks
{
    private byte[] _bytes = [];

    /// <summary>The delimiter: no quoting with the pipe, RFC 4180 with the comma.</summary>
    [Params('|', ',')]
    public char Delimiter { get; set; }

    /// <summary>Makes the rows.</summary>
    [GlobalSetup]
    public void MakeRows() => _bytes = Titles.Create(100_000, Delimiter);

    /// <summary>The first field of every row, as bytes.</summary>
    [Benchmark]
    public long Ids()
    {
        using var reader = new CsvRowReader(new MemoryStream(_bytes), default);
        long length = 0;
        while (reader.Read())
        {
            length += reader.GetRaw(0).Length;
        }

        return length;
    }

    /// <summary>The distinct first fields.</summary>
    [Benchmark]
    public long UniqueIds()
    {
        using var reader = new CsvRowReader(new MemoryStream(_bytes), default);
        var filter = new CsvUniqueFilter();
        while (reader.Read())
        {
            filter.Add(reader.GetRaw(0));
        }

        return filter.Count;
    }

    /// <summary>Every field of every row, as text.</summary>
    [Benchmark(Baseline = true)]
    public long AllFields()
    {
        using var reader = new CsvRowReader(new MemoryStream(_bytes), default);
        var columns = reader.Columns.Count;
        long length = 0;
        while (reader.Read())
        {
            for (var column = 0; column < columns; column++)
            {
                length += reader.GetString(column)?.Length ?? 0;
            }
        }

        return length;
    }

    /// <summary>The first field of every row as bytes, with CsvHelper.</summary>
    [Benchmark]
    public long IdsWithCsvHelper()
    {
        using var reader = CsvHelperReader.Open(_bytes, Delimiter);
        long length = 0;
        while (reader.Read())
        {
            length += reader.GetSpan(0).Length;
        }

        return length;
    }

    /// <summary>Every field of every row as text, with CsvHelper.</summary>
    [Benchmark]
    public long AllFieldsWithCsvHelper()
    {
        using var reader = CsvHelperReader.Open(_bytes, Delimiter);
        long length = 0;
        while (reader.Read())
        {
            for (var column = 0; column < reader.FieldCount; column++)
            {
                length += reader.GetStringOrNull(column)?.Length ?? 0;
            }
        }

        return length;
    }
}
