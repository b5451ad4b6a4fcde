using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.DuckDb;

namespace DataLakeTools.Core.Tests.Tables;

/// <summary>What the engine makes of records, files and queries, with DuckDB itself.</summary>
public sealed class DuckDbSessionTests : IDisposable
{
    private static readonly DateOnly Day = new(2022, 5, 2);

    private readonly LocalFolder _local = new();

    // A folder, a file in it, and another that the name of the first would stand for as a pattern.
    public static TheoryData<string, string, string> OddPaths
    {
        get
        {
            var paths = new TheoryData<string, string, string> { { "year=2024", "movies[1].parquet", "movies1.parquet" }, { "[[]", "[].parquet", "[.parquet" } };
            if (!OperatingSystem.IsWindows())
            {
                paths.Add("kind=x*", "movies*.parquet", "movies2.parquet");
                paths.Add("a?", "movies?.parquet", "movies3.parquet");
            }

            return paths;
        }
    }

    public void Dispose() => _local.Dispose();

    [Fact]
    public async Task Bytes_stay_what_they_are_when_the_rows_behind_them_are_read()
    {
        await using var session = await OpenAsync();

        var rows = await RowsAsync(
            session, "SELECT encode(CAST(range AS VARCHAR)), [encode('a'), NULL], [[encode('b')]], {'f': encode('c'), 'l': [encode('d')]}, MAP {'k': encode('e')}, ['text'] FROM range(5000)");

        Assert.Equal(5000, rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            Assert.Equal(Encoding.ASCII.GetBytes($"{row}"), rows[row][0]);
            Assert.Equal(new object?[] { "a"u8.ToArray(), null }, rows[row][1]);
            Assert.Equal(new object?[] { new object?[] { "b"u8.ToArray() } }, rows[row][2]);
            var fields = Assert.IsAssignableFrom<IDictionary<string, object?>>(rows[row][3]);
            Assert.Equal("c"u8.ToArray(), fields["f"]);
            Assert.Equal(new object?[] { "d"u8.ToArray() }, fields["l"]);
            Assert.Equal([new KeyValuePair<object, object?>("k", "e"u8.ToArray())], Assert.IsType<Dictionary<object, object?>>(rows[row][4]));
            Assert.Equal(["text"], Assert.IsAssignableFrom<IEnumerable<string>>(rows[row][5]));
        }
    }

    [Fact]
    public async Task A_limit_of_memory_that_is_too_small_is_told_as_one()
    {
        await using var session = await new DuckDbEngine(macros: null).OpenAsync(new EngineOptions(_local.Root, []) { Threads = 1, MemoryLimit = 16 << 20 }, CancellationToken.None);

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => RowsAsync(session, "SELECT len(list(range)) FROM range(50000000)"));

        Assert.Equal(DataLakeError.EngineOutOfMemory, exception.Error);
        Assert.Contains("MemoryLimit", exception.Recommendation, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("linux-musl-x64", false)]
    [InlineData("alpine.3.22-arm64", false)]
    [InlineData("linux-x64", true)]
    [InlineData("win-arm64", true)]
    public void Where_the_engine_has_no_build_none_is_offered(string platform, bool hasBuild)
    {
        var error = DuckDbDatabase.NotInstalled(platform);

        Assert.Equal(DataLakeError.EngineNotInstalled, error.Error);
        Assert.Equal(hasBuild, error.Recommendation!.StartsWith("Install it", StringComparison.Ordinal));
        Assert.Equal(!hasBuild, error.Message.Contains("has no build for musl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_version_is_known_before_the_library_is_loaded()
    {
        var engine = new DuckDbEngine(macros: null);
        var before = engine.Version;
        await using var session = await engine.OpenAsync(new EngineOptions(_local.Root, []) { Threads = 1 }, CancellationToken.None);

        Assert.Equal([[before["DuckDB ".Length..]]], await RowsAsync(session, "SELECT ltrim(version(), 'v')"));
        Assert.Equal(before, engine.Version);
    }

    [Theory]
    [MemberData(nameof(OddPaths))]
    public async Task A_file_is_read_for_what_it_holds_whatever_its_path_is(string folder, string file, string other)
    {
        var contract = Contract(("id", "bigint"), ("year", "bigint"));
        await using var session = await OpenAsync();
        var path = PathOf(Path.Combine(folder, file));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Assert.Equal(new TypedRows(1, 0), await WriteAsync(session, contract, path, "a.json", """{"id":1,"year":1999}"""));
        await WriteAsync(session, contract, PathOf(Path.Combine(folder, other)), "b.json", """{"id":2,"year":1998}""");
        foreach (var rawKey in new[] { null, "a.json" })
        {
            await session.AttachAsync(contract, [new TableFile(path, Day, contract.Columns, rawKey)], CancellationToken.None);

            Assert.Equal([[1L, 1999L]], await RowsAsync(session, "SELECT id, year FROM rows"));
        }
    }

    [Theory]
    [InlineData("WITH t AS (SELECT * FROM t) SELECT * FROM t", "t")]
    [InlineData("WITH a AS (SELECT * FROM t), T AS (SELECT * FROM a) SELECT * FROM t", "t")]
    [InlineData("WITH t AS (SELECT 1) SELECT * FROM t, u", "u")]
    [InlineData("WITH t AS (SELECT 1), a AS (SELECT * FROM t) SELECT * FROM a")]
    [InlineData("SELECT * FROM (WITH t AS (SELECT 1) SELECT * FROM t) AS a, t", "t")]
    [InlineData("WITH t AS (SELECT 1) SELECT * FROM (SELECT * FROM t) AS a WHERE EXISTS (SELECT * FROM T)")]
    [InlineData("WITH t AS (SELECT 1) SELECT * FROM t UNION SELECT * FROM t")]
    [InlineData("WITH t AS (SELECT 1) SELECT * FROM main.t", "t")]
    [InlineData("SELECT * FROM memory.t, memory.main.u", "t", "u")]
    [InlineData("SELECT * FROM other.t, a.b.u", "other.t", "a.b.u")]
    [InlineData("WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM t WHERE a < 3) SELECT * FROM t")]
    [InlineData("WITH RECURSIVE t AS (SELECT a FROM u UNION ALL SELECT a + 1 FROM t WHERE a < 3) SELECT * FROM t", "u")]
    public async Task A_name_is_that_of_a_table_where_the_query_has_not_defined_it(string sql, params string[] expected)
    {
        await using var session = await OpenAsync();

        Assert.Equal(expected, await session.TablesOfAsync(sql, CancellationToken.None));
    }

    [Theory]
    [InlineData("SELECT * FROM query_table('t')", "query_table()")]
    [InlineData("SELECT * FROM t WHERE EXISTS (FROM QUERY('SELECT 1'))", "query()")]
    public async Task A_query_that_names_its_tables_in_a_text_is_refused(string sql, string function)
    {
        await using var session = await OpenAsync();

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => session.TablesOfAsync(sql, CancellationToken.None));

        Assert.Equal(DataLakeError.InvalidQuery, exception.Error);
        Assert.Contains(function, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT now() FROM t", "now()")]
    [InlineData("SELECT a FROM t WHERE d < current_date", "current_date")]
    [InlineData("SELECT CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP")]
    [InlineData("SELECT Today()", "today()")]
    [InlineData("SELECT a FROM (SELECT random() AS a FROM t) AS s", "random()")]
    [InlineData("SELECT uuid()", "uuid()")]
    [InlineData("SELECT * FROM read_csv('/lake/x.csv')", "read_csv()")]
    [InlineData("SELECT * FROM t, glob('*')", "glob()")]
    public async Task SQL_of_the_model_asks_its_tables_alone(string sql, string function)
    {
        await using var session = await OpenAsync();

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => session.TablesOfModelAsync(sql, "the table 'x'", CancellationToken.None));

        Assert.Equal(DataLakeError.InvalidModel, exception.Error);
        Assert.Contains($"the table 'x' asks {function},", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SQL_of_the_model_may_make_rows_of_its_arguments()
    {
        await using var session = await OpenAsync();

        Assert.Equal(["t"], await session.TablesOfModelAsync("SELECT t.current_date, u.x FROM t CROSS JOIN UNNEST(t.list) AS u(x), range(3), generate_series(1, 2)", "the table 'x'", CancellationToken.None));
    }

    [Fact]
    public async Task A_definition_of_a_query_reads_the_table_of_its_own_name()
    {
        var contract = Contract(("id", "bigint"));
        await using var session = await OpenAsync();
        await WriteAndAttachAsync(session, contract, ("Raw/T/JSON/X/2022/05/02/a.json", """{"id":1}"""));

        Assert.Equal([[2L]], await RowsAsync(session, "WITH rows AS (SELECT id + 1 AS id FROM rows) SELECT id FROM rows"));
    }

    [Fact]
    public async Task Fields_with_any_name_are_columns_but_those_that_no_SQL_can_name()
    {
        const string Record = """{"a\tb":1,"c\nd":"two","q\"\\é":3,"e\u0000f":4,"":5}""";
        await using var session = await OpenAsync();
        await using var records = session.BeginRecords();
        records.Append("a.json", 0, Encoding.UTF8.GetBytes(Record));
        var fields = await records.FieldsAsync(CancellationToken.None);
        var contract = TableContract.OfText("rows", new RawSource("Files", "JSON"), [.. fields.Select(field => field.Name)]);
        var path = PathOf("fields.parquet");

        await records.WriteAsync(contract, path, new Dictionary<string, string>(), CancellationToken.None);

        Assert.Equal(["a_b", "c_d", "q_e"], contract.Columns.Select(column => column.Name));
        Assert.Equal([["1", "two", "3"]], await RowsAsync(session, $"SELECT a_b, c_d, q_e FROM read_parquet('{path}')"));
    }

    [Fact]
    public async Task A_value_comes_from_the_first_path_that_has_one()
    {
        var contract = Contract(("x", "varchar")) with
        {
            Columns = [new ColumnContract { Name = "x", Type = ColumnType.Text, Source = ["$.a", "$.b.c", "$.d"], Missing = [""] }],
        };
        await using var session = await OpenAsync();

        await WriteAndAttachAsync(
            session,
            contract,
            ("Raw/T/JSON/X/2022/05/02/a.json", """{"a":null,"b":{"c":"x"},"d":"y"}"""),
            ("Raw/T/JSON/X/2022/05/02/b.json", """{"a":"","b":{"c":null},"d":"y"}"""),
            ("Raw/T/JSON/X/2022/05/02/c.json", """{"a":"z","b":{"c":"x"}}"""),
            ("Raw/T/JSON/X/2022/05/02/d.json", """{"a":"","b":null}"""));

        Assert.Equal([["x"], ["y"], ["z"], [null]], await RowsAsync(session, "SELECT x FROM rows ORDER BY raw_key"));
    }

    [Theory]
    [InlineData("2022/05/02", "full")]
    [InlineData("2022/05/03", null)]
    public async Task Of_records_of_one_day_a_whole_one_counts_and_else_the_newest(string dayOfPart, string? expected)
    {
        var contract = Contract(("id", "bigint"), ("status", "varchar")) with { Latest = "id", Prefer = "status" };
        await using var session = await OpenAsync();

        await WriteAndAttachAsync(
            session, contract, ("Raw/T/JSON/X/2022/05/02/a.json", """{"id":1,"status":"full"}"""), ($"Raw/T/JSON/X/{dayOfPart}/b.json", """{"id":1}"""));

        Assert.Equal([[expected]], await RowsAsync(session, "SELECT status FROM rows"));
    }

    [Fact]
    public async Task A_seed_has_the_values_of_its_file()
    {
        _local.Write("model/seeds/marks.json", """{"table":"marks","columns":[{"name":"name","type":"varchar","required":true},{"name":"year","type":"smallint"}]}""");
        _local.Write("model/seeds/marks.csv", "name,year\n\"a,\"\"b\",1900\né,\n");
        await using var session = await OpenAsync();

        await session.AttachAsync(FolderModel.Load(PathOf("model")).Tables["marks"], [], CancellationToken.None);

        Assert.Equal([["a,\"b", (short)1900], ["é", null]], await RowsAsync(session, "SELECT name, year FROM marks"));
    }

    [Theory]
    [InlineData("7 / 2", 3)]
    [InlineData("-7 / 2", -3)]
    [InlineData("CAST(7 AS double) / 2", 3.5)]
    [InlineData("-7 % 2", -1)]
    [InlineData("mod(7, 4)", 3)]
    [InlineData("CAST(NULL AS integer) / 0", null)]
    [InlineData("7 / CAST(NULL AS integer)", null)]
    [InlineData("CAST(date_parse('02/05/2022', '%d/%m/%Y') AS varchar)", "2022-05-02 00:00:00")]
    [InlineData("contains(ARRAY['a', NULL], 'a')", true)]
    [InlineData("contains(ARRAY['a', NULL], 'b')", null)]
    [InlineData("contains(ARRAY['a'], 'b')", false)]
    [InlineData("contains(ARRAY['a'], NULL)", null)]
    [InlineData("contains(CAST(NULL AS varchar[]), 'a')", null)]
    public async Task An_expression_has_the_value_that_it_has_in_Trino(string expression, object? expected)
    {
        await using var session = await DuckDbEngine.For(TableModel.Load()).OpenAsync(new EngineOptions(_local.Root, []) { Threads = 1 }, CancellationToken.None);

        Assert.Equal([[expected]], await RowsAsync(session, $"SELECT {expression}"));
    }

    // In Trino a division by zero of whole numbers and decimals is DIVISION_BY_ZERO.
    [Theory]
    [InlineData("1 / 0", "Division by zero")]
    [InlineData("1 % 0", "Division by zero")]
    [InlineData("mod(1, 0)", "Division by zero")]
    [InlineData("CAST(1 AS decimal(3,1)) / 0", "Division by zero")]
    [InlineData("date_parse('05', '%M')", "date_parse")]
    public async Task An_expression_that_has_no_value_or_another_in_Trino_is_an_error(string expression, string expected)
    {
        await using var session = await DuckDbEngine.For(TableModel.Load()).OpenAsync(new EngineOptions(_local.Root, []) { Threads = 1 }, CancellationToken.None);

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => RowsAsync(session, $"SELECT {expression}"));

        Assert.Equal(DataLakeError.InvalidQuery, exception.Error);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static TableContract Contract(params (string Name, string Type)[] columns) => new()
    {
        Table = "rows",
        Layer = TableLayer.Trusted,
        From = new RawSource("T", "JSON"),
        Columns = [.. columns.Select(column => new ColumnContract { Name = column.Name, Type = ColumnType.Parse(column.Type), Source = [$"$.{column.Name}"] })],
    };

    private string PathOf(string name) => Path.Combine(_local.Root, name);

    private static async Task<List<object?[]>> RowsAsync(IEngineSession session, string sql)
    {
        await using var result = await session.QueryAsync(sql, CancellationToken.None);
        return await result.RowsAsync(CancellationToken.None).ToListAsync();
    }

    private static async Task<TypedRows> WriteAsync(IEngineSession session, TableContract contract, string path, string rawKey, string record)
    {
        await using var records = session.BeginRecords();
        records.Append(rawKey, 0, Encoding.UTF8.GetBytes(record));
        return await records.WriteAsync(contract, path, new Dictionary<string, string>(), CancellationToken.None);
    }

    private async Task WriteAndAttachAsync(IEngineSession session, TableContract contract, params (string RawKey, string Record)[] records)
    {
        var files = new List<TableFile>();
        foreach (var (rawKey, record) in records)
        {
            var path = PathOf($"{files.Count}.parquet");
            await WriteAsync(session, contract, path, rawKey, record);
            files.Add(new TableFile(path, Day, contract.Columns));
        }

        await session.AttachAsync(contract, files, CancellationToken.None);
    }

    private Task<IEngineSession> OpenAsync() => new DuckDbEngine(macros: null).OpenAsync(new EngineOptions(_local.Root, []) { Threads = 1 }, CancellationToken.None);
}
