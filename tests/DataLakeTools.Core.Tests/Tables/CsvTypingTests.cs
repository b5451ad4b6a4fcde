using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.DuckDb;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Tests.Tables;

/// <summary>How a CSV file becomes a typed table, where something happens to the file meanwhile.</summary>
public sealed class CsvTypingTests : IDisposable
{
    private readonly LocalFolder _local = new();

    public void Dispose() => _local.Dispose();

    [Theory]
    [InlineData("id,x\n1,a\n2,b\n", null)]
    [InlineData("id,x\n1,a\n2,c\n", DataLakeError.SourceChanged)]
    [InlineData("id,x\n1,a\n", DataLakeError.SourceChanged)]
    [InlineData("id,x\n1,a\n2\n", DataLakeError.SourceChanged)]
    public async Task A_table_is_made_of_the_bytes_that_were_checked_or_not_at_all(string now, DataLakeError? expected)
    {
        var before = "id,x\n1,a\n2,b\n"u8.ToArray();
        var scanner = new CsvScanner();
        scanner.Scan(before);
        var path = _local.Write("rows.csv", now);
        var source = new CsvRows(path, "rows.csv", scanner.Complete(), Checksum.OfCrc32C(Crc32C.Compute(before)));

        var exception = await Record.ExceptionAsync(() => TypeAsync(source));

        Assert.Equal(expected, (exception as DataLakeException)?.Error);
    }

    private async Task TypeAsync(CsvRows source)
    {
        var contract = TableContract.OfText("rows", new RawSource("Local", "CSV"), source.Summary.Columns);
        await using var session = await new DuckDbEngine(macros: null).OpenAsync(new EngineOptions(_local.Root, []) { Threads = 2 }, CancellationToken.None);
        var typed = await session.TypeCsvAsync(source, contract, Path.Combine(_local.Root, "rows.parquet"), new Dictionary<string, string>(), CancellationToken.None);
        Assert.Equal(new TypedRows(source.Summary.Rows, 0), typed);
    }
}
