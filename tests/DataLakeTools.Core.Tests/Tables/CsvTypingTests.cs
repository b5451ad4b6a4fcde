using System.Globalization;
using System.Text;
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
        var source = Checked("id,x\n1,a\n2,b\n"u8.ToArray(), Encoding.UTF8.GetBytes(now));

        var exception = await Record.ExceptionAsync(() => TypeAsync(source));

        Assert.Equal(expected, (exception as DataLakeException)?.Error);
    }

    // The fields of each row are made first and then written as CSV, so what has to come out is known without a reader.
    [Fact]
    public async Task A_table_of_text_has_the_fields_of_the_file_whatever_they_are()
    {
        string?[] texts = ["", "a", "\"", "a,b", "two\nlines", "\r\n", " ", "\\N", "é", "日本語の題名です", "twelve bytes", "thirteen bytes", "🎬", new string('x', 300_000), null];
        await using var session = await OpenAsync();
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var rows = Enumerable.Range(0, random.Next(5000)).Select(_ => Enumerable.Range(0, 3).Select(_ => texts[random.Next(random.Next(20) == 0 ? texts.Length : 13)]).ToArray()).ToList();
            var lineEnd = random.Next(2) == 0 ? "\n" : "\r\n";
            var csv = Encoding.UTF8.GetBytes(string.Concat(rows.Prepend(["a", "b", "c"]).Select(row => string.Join(',', row.Select(text => text is null ? "\\N" : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + lineEnd)));
            var source = Checked(csv, csv);
            var path = Path.Combine(_local.Root, $"{seed}.parquet");
            Assert.Equal(new TypedRows(rows.Count, 0), await session.TypeCsvAsync(source, Contract(source), path, new Dictionary<string, string>(), CancellationToken.None));

            await using var result = await session.QueryAsync($"SELECT a, b, c FROM read_parquet('{path}')", CancellationToken.None);
            var row = 0;
            await foreach (var values in result.RowsAsync(CancellationToken.None))
            {
                Assert.Equal(rows[row++], values);
            }

            Assert.Equal(rows.Count, row);
        }
    }

    [Theory]
    [InlineData("title,name", "t,n", "t")]
    [InlineData("name,title", "n,t", "t")]
    [InlineData("name,other", "n,o", "n")]
    [InlineData("title,title", "t,u", "t")]
    public async Task A_column_comes_from_the_first_of_its_sources_that_the_file_has(string header, string row, string expected) =>
        Assert.Equal([expected], await ReadAsync($"{header}\n{row}\n", new ColumnContract { Name = "x", Type = ColumnType.Text, Source = ["title", "name"] }));

    [Theory]
    [InlineData("smallint")]
    [InlineData("bigint")]
    [InlineData("decimal(5,2)")]
    [InlineData("double")]
    public async Task Zero_is_missing_where_the_contract_says_so_and_no_reject_whatever_the_bounds(string type)
    {
        var column = new ColumnContract { Name = "x", Type = ColumnType.Parse(type), Source = ["x"], Min = 2, Max = 5, ZeroIsMissing = true };

        var values = await ReadAsync("x,y\n0,\n1,\n2,\n5,\n6,\n", column, rejected: 2);

        Assert.Equal([null, null, "2", "5", null], values.Select(value => value is null ? null : Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString("0", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_file_of_many_chunks_is_the_same_table_read_ahead_or_not()
    {
        var csv = ManyRows();
        var source = Checked(csv, csv);
        var made = new List<byte[]>();
        foreach (var (threads, sessions) in new[] { (1, 1), (2, 1), (2, 2), (4, 1) })
        {
            var options = new EngineOptions(_local.Root, []) { Threads = threads, SideBySide = sessions };
            await using var session = await new DuckDbEngine(macros: null).OpenAsync(options, CancellationToken.None);
            await TypeAsync(source, session, "rows.parquet");
            made.Add(await File.ReadAllBytesAsync(Path.Combine(_local.Root, "rows.parquet")));
            await using var result = await session.QueryAsync($"SELECT count(*), count(*) FILTER (CAST(id AS BIGINT) = row_number), max(x) FROM (SELECT *, row_number() OVER () AS row_number FROM read_parquet('{Path.Combine(_local.Root, "rows.parquet")}'))", CancellationToken.None);
            await foreach (var row in result.RowsAsync(CancellationToken.None))
            {
                Assert.Equal([100_000L, 100_000L, "a text of more than twelve bytes"], row);
            }
        }

        Assert.All(made, bytes => Assert.Equal(made[0], bytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_reading_ends_where_the_engine_takes_no_more_rows(int threads)
    {
        var csv = ManyRows();
        var source = Checked(csv, csv);
        await using var session = await new DuckDbEngine(macros: null).OpenAsync(new EngineOptions(_local.Root, []) { Threads = threads }, CancellationToken.None);

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => TypeAsync(source, session, "missing/rows.parquet"));

        Assert.Equal(DataLakeError.EngineFailed, exception.Error);
        await TypeAsync(source, session, "rows.parquet");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_file_of_many_chunks_that_changed_at_its_end_is_no_table(int threads)
    {
        var csv = ManyRows();
        byte[] now = [.. csv];
        now[^2] = (byte)'!';
        await using var session = await new DuckDbEngine(macros: null).OpenAsync(new EngineOptions(_local.Root, []) { Threads = threads }, CancellationToken.None);

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => TypeAsync(Checked(csv, now), session, "rows.parquet"));

        Assert.Equal(DataLakeError.SourceChanged, exception.Error);
    }

    // Of more chunks than are read ahead.
    private static byte[] ManyRows() => Encoding.UTF8.GetBytes("id,x\n" + string.Concat(Enumerable.Range(1, 100_000).Select(id => string.Create(CultureInfo.InvariantCulture, $"{id},a text of more than twelve bytes\n"))));

    [Theory]
    [InlineData("smallint")]
    [InlineData("decimal(5,2)")]
    [InlineData("double")]
    public async Task Zero_that_is_missing_is_a_reject_of_a_required_column(string type)
    {
        var column = new ColumnContract { Name = "x", Type = ColumnType.Parse(type), Source = ["x"], Required = true, ZeroIsMissing = true };

        var values = await ReadAsync("x,y\n0,\n1,\n", column, rejected: 1);

        Assert.Equal([null, "1"], values.Select(value => value is null ? null : Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString("0", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_list_with_an_element_outside_the_bounds_is_a_reject()
    {
        var column = new ColumnContract { Name = "x", Type = ColumnType.Parse("array(integer)"), Source = ["x"], Split = ";", Min = 2, Max = 5 };

        var values = await ReadAsync("x,y\n2;5,\n2;6,\n1,\n", column, rejected: 2);

        Assert.Equal([false, true, true], values.Select(value => value is null));
    }

    [Fact]
    public async Task A_reject_is_counted_with_its_file()
    {
        await using var session = await OpenAsync();
        foreach (var (name, csv) in new[] { ("one.csv", "x,y\na,\nb,\n"), ("two.csv", "x,y\nc,\n1,\n") })
        {
            var source = Checked(Encoding.UTF8.GetBytes(csv), Encoding.UTF8.GetBytes(csv)) with { RawKey = name };
            var contract = Contract(source) with { Columns = [new ColumnContract { Name = "x", Type = ColumnType.Parse("integer"), Source = ["x"] }] };
            await session.TypeCsvAsync(source, contract, Path.Combine(_local.Root, name + ".parquet"), new Dictionary<string, string>(), CancellationToken.None);
        }

        var rejects = await session.WriteRejectsAsync(Path.Combine(_local.Root, "rejects.parquet"), byFile: true, CancellationToken.None);

        Assert.Equal([("one.csv", 2L, "a"), ("two.csv", 1L, "c")], rejects.Select(reject => (reject.RawKey!, reject.Count, reject.Example)));
    }

    private async Task<List<object?>> ReadAsync(string csv, ColumnContract column, int rejected = 0)
    {
        var source = Checked(Encoding.UTF8.GetBytes(csv), Encoding.UTF8.GetBytes(csv));
        var path = Path.Combine(_local.Root, "read.parquet");
        await using var session = await OpenAsync();
        Assert.Equal(new TypedRows(source.Summary.Rows, rejected), await session.TypeCsvAsync(source, Contract(source) with { Columns = [column] }, path, new Dictionary<string, string>(), CancellationToken.None));
        await using var result = await session.QueryAsync($"SELECT x FROM read_parquet('{path}')", CancellationToken.None);
        var values = new List<object?>();
        await foreach (var row in result.RowsAsync(CancellationToken.None))
        {
            values.Add(row[0]);
        }

        return values;
    }

    private CsvRows Checked(byte[] before, byte[] now)
    {
        var scanner = new CsvScanner();
        scanner.Scan(before);
        return new CsvRows(_local.Write("rows.csv", now), "rows.csv", scanner.Complete(), Checksum.OfCrc32C(Crc32C.Compute(before)));
    }

    private static TableContract Contract(CsvRows source) => TableContract.OfText("rows", new RawSource("Local", "CSV"), source.Summary.Columns);

    private Task<IEngineSession> OpenAsync() => new DuckDbEngine(macros: null).OpenAsync(new EngineOptions(_local.Root, []) { Threads = 2 }, CancellationToken.None);

    private async Task TypeAsync(CsvRows source)
    {
        await using var session = await OpenAsync();
        await TypeAsync(source, session, "rows.parquet");
    }

    private async Task TypeAsync(CsvRows source, IEngineSession session, string file) => Assert.Equal(
        new TypedRows(source.Summary.Rows, 0),
        await session.TypeCsvAsync(source, Contract(source), Path.Combine(_local.Root, file), new Dictionary<string, string>(), CancellationToken.None));
}
