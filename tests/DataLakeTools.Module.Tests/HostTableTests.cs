using System.Text;
using System.Text.Json.Nodes;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Module.Tests;

/// <summary>The engine in the program as it ships, compiled ahead and trimmed: everything that a job asks of it is really run.</summary>
public sealed class HostTableTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("datalake-tables-").FullName;
    private HostProgram _host = null!;

    public async Task InitializeAsync()
    {
        _host = await HostProgram.FindAsync();
        foreach (var name in (string[])["movies.csv", "series.csv"])
        {
            File.Copy(Repository.In("module", "samples", "data", name), In(name));
        }
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task One_job_brings_files_and_TMDB_records_makes_tables_of_them_and_tests_these()
    {
        await using var tmdb = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = 40, Series = 20 });
        await WriteAsync("job.json", """
            {"lake":"./lake","tmdb":{"requestsPerSecond":1000},"steps":[
            {"type":"SendCsv","path":["movies.csv","series.csv"]},
            {"type":"FetchMovies","all":true,"append":["keywords","credits","external_ids"],"specification":"Movies"},
            {"type":"FetchSeries","all":true,"append":["keywords","external_ids"],"specification":"Series"},
            {"type":"FetchCollections","movies":{"all":true},"specification":"Collections"},
            {"type":"FetchGenres","specification":"Genres"},
            {"type":"FetchChanges","days":14,"specification":"Changes"},
            {"name":"build","type":"BuildTables","memoryLimit":500000000,"throttleLimit":2,"workPath":"work"},
            {"name":"test","type":"TestTables"}]}
            """);

        var run = await RunAsync(tmdb, "run", "job.json", "--date", "2022-05-02", "--log-format", "json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(60, RowsOf("Trusted", "movies"));
        Assert.Equal(40, RowsOf("Trusted", "series"));
        Assert.Equal(40, RowsOf("Trusted", "tmdb_movies"));
        Assert.Equal(20, RowsOf("Trusted", "tmdb_series"));
        Assert.InRange(RowsOf("Trusted", "tmdb_genres"), 1, 100);
        Assert.InRange(RowsOf("Refined", "bridge_title_keyword"), 1, int.MaxValue);
        Assert.InRange(RowsOf("Refined", "fact_title"), 40, 200);
        Assert.Contains("DuckDB 1.5", (string)Manifest("Refined")["engine"]!, StringComparison.Ordinal);
        Assert.NotEmpty(Manifest("Refined")["tests"]!.AsArray());
        Assert.False(Directory.EnumerateFileSystemEntries(In("work")).Any());

        var again = await RunAsync(tmdb, "run", "job.json", "--date", "2022-05-02", "--step", "build");
        Assert.Equal((0, string.Empty), (again.ExitCode, again.Error));
        Assert.Matches("^[0-9]+ Unchanged, 0 failed; 0 bytes sent", again.Output.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public async Task What_breaks_a_contract_and_what_a_data_test_finds_ends_with_1_and_publishes_nothing()
    {
        await WriteAsync("movies.csv", "id|anoLancamento\r\ntt1|1999\r\ntt2|in spring\r\n");
        await WriteAsync("job.json", """
            {"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv"},{"name":"strict","type":"BuildTables"},
            {"name":"kind","type":"BuildTables","model":"kind"},{"name":"tested","type":"TestTables"}]}
            """);
        var contract = JsonNode.Parse(await File.ReadAllTextAsync(Repository.In("module", "model", "trusted", "movies.json")))!;
        contract["rejectLimit"] = 1;
        await WriteAsync("kind/trusted/movies.json", contract.ToJsonString());
        await WriteAsync("kind/refined/spring.json", """
            {"table":"spring","grain":{"en":"One row for a film."},"key":["id"],"columns":[{"name":"id","type":"varchar","meaning":{"en":"Id."}}],
             "tests":[{"name":"has_a_year","sql":"SELECT id AS key, 'no year' AS finding FROM movies WHERE ano_lancamento IS NULL"}]}
            """);
        await WriteAsync("kind/refined/spring.sql", "SELECT id FROM movies");

        var run = await RunAsync(null, "run", "job.json", "--date", "2022-05-02");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error TooManyRejects in 'strict'", run.Error, StringComparison.Ordinal);
        Assert.Contains("'in spring'", run.Error, StringComparison.Ordinal);
        Assert.Contains("error TableTestFailed in 'kind'", run.Error, StringComparison.Ordinal);
        Assert.Contains("spring has_a_year: tt2: no year", run.Error, StringComparison.Ordinal);
        Assert.Contains("error TableNotFound in 'tested'", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("lake/Refined/Lake/JSON")));
    }

    [SkippableFact]
    public async Task Only_a_job_with_tables_loads_the_engine()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The loader of Linux says what it loads.");

        Assert.Empty(await LoadedAsync("""{"type":"SendCsv","path":"movies.csv"}"""));
        Assert.NotEmpty(await LoadedAsync("""{"type":"SendCsv","path":"movies.csv"},{"type":"BuildTables"}"""));
    }

    [SkippableFact]
    public async Task A_program_without_the_library_beside_it_sends_files_and_says_what_is_missing()
    {
        Skip.If(_host.WhyNotNative is not null, _host.WhyNotNative);
        var alone = In(Path.GetFileName(_host.CommandLine[0]));
        File.Copy(_host.CommandLine[0], alone);
        await WriteAsync("job.json", """{"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv"},{"name":"build","type":"BuildTables"}]}""");

        var run = await Command.RunAsync(alone, ["run", "job.json", "--date", "2022-05-02"], _folder);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 Uploaded, 1 failed", run.Output, StringComparison.Ordinal);
        Assert.Contains("error EngineNotInstalled in 'build'", run.Error, StringComparison.Ordinal);
        Assert.Matches("by putting its library beside the program, where datalake-\\*-(linux|osx|win)-(x64|arm64)[.](tar[.]gz|zip) of the release has it", run.Error);
    }

    [SkippableFact]
    public async Task The_sample_goes_from_files_to_the_page_without_token()
    {
        var core = await File.ReadAllTextAsync(Repository.In("output", "DataLakeTools", "bin", "deps", "DataLakeTools.Core.dll"), Encoding.Latin1);
        Skip.IfNot(core.Contains("dashboard.html.br", StringComparison.Ordinal), "The page was not built: node and npm are needed.");

        var run = await RunAsync(null, "run", Repository.In("module", "samples", "dashboard.json"), "--lake", "./lake", "--date", "2022-05-02");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(225, RowsOf("Trusted", "tmdb_movies"));
        var page = await File.ReadAllTextAsync(In("lake/Refined/Lake/HTML/Dashboard/2022/05/02/dashboard.html"));
        var start = page.IndexOf("id=\"document\">", StringComparison.Ordinal) + "id=\"document\">".Length;
        var document = JsonNode.Parse(page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)])!;
        Assert.Equal(16, document["questions"]!.AsArray().Count);
        Assert.All(document["questions"]!.AsArray(), question => Assert.NotEmpty(question!["rows"]!.AsArray()));
    }

    private async Task<IReadOnlyList<string>> LoadedAsync(string steps)
    {
        var log = Directory.CreateDirectory(In(Guid.NewGuid().ToString())).FullName;
        await WriteAsync("job.json", $$"""{"lake":"./lake","steps":[{{steps}}]}""");
        var run = await RunAsync(null, ["run", "job.json"], new() { ["LD_DEBUG"] = "files", ["LD_DEBUG_OUTPUT"] = Path.Combine(log, "loaded") });
        Assert.True(run.ExitCode == 0, run.Error);
        var lines = Directory.EnumerateFiles(log).SelectMany(File.ReadLines).ToList();
        Assert.Contains(lines, line => line.Contains("libc.so", StringComparison.Ordinal));
        return [.. lines.Where(line => line.Contains("libduckdb", StringComparison.Ordinal))];
    }

    private int RowsOf(string layer, string table) =>
        (int)Manifest(layer)["tables"]!.AsArray().Single(one => (string?)one!["table"] == table)!["rows"]!;

    private JsonNode Manifest(string layer) => JsonNode.Parse(File.ReadAllText(In($"lake/{layer}/Lake/JSON/Manifest/2022/05/02/manifest.json")))!;

    private Task<CommandResult> RunAsync(TmdbServer? tmdb, params string[] arguments) => RunAsync(tmdb, arguments, []);

    private Task<CommandResult> RunAsync(TmdbServer? tmdb, string[] arguments, Dictionary<string, string?> environment)
    {
        environment["TMDB_TOKEN"] = tmdb?.Options.Token;
        environment["TMDB_ENDPOINT"] = tmdb?.Endpoint.ToString();
        return _host.RunAsync(arguments, _folder, environment);
    }

    private Task WriteAsync(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        return File.WriteAllTextAsync(In(name), text);
    }

    private string In(string name) => Path.Combine(_folder, name);
}
