using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Core.Tests.Raw;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class LakeJobCheckTests : IDisposable
{
    private readonly LocalFolder _local = new();

    public void Dispose() => _local.Dispose();

    [Fact]
    public async Task A_job_that_can_be_run_has_no_findings()
    {
        _local.Write("movies.csv", LocalFolder.Movies);

        Assert.Empty(await CheckAsync("""{"lake":"./lake","steps":[{"type":"SendCsv","path":"mov*.csv"}]}"""));
    }

    [Theory]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","path":"missing.csv"}]}""", "$.steps[0].path", "There is no file '")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","path":["movies.csv","none*.csv"]}]}""", "$.steps[0].path", "No file matches 'none*.csv'.")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"movies.csv"}]}""", "$.lake", "No lake")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv"},{"type":"SendCsv","path":"other/movies.csv"}]}""", "$.steps[1].path", "gets the same key as")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv","storageClass":"A B"}]}""", "$.steps[0]", "The storage class 'A B' has characters")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv","force":1}]}""", "$.steps[0].force", "1")]
    [InlineData("""{"lake":"./movies.csv","steps":[{"type":"SendCsv","path":"movies.csv"}]}""", "$.lake", "is a file, not a folder")]
    [InlineData("""{"lake":"./movies.csv/lake/deep","steps":[{"type":"SendCsv","path":"movies.csv"}]}""", "$.lake", "movies.csv' is a file, not a folder")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendJson","path":"missing.json"}]}""", "$.steps[0].path", "There is no file '")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendJson","path":"none*.json"}]}""", "$.steps[0].path", "No file matches 'none*.json'.")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"ExportDashboard","question":"nothing"}]}""", "$.steps[0].question", "There is no question 'nothing'.")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"BuildTables","model":"nowhere"}]}""", "$.steps[0].model", "nowhere' cannot be read")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"BuildTables","engine":"athena","workflow":"arn:aws:states:sa-east-1:123456789012:stateMachine:datalake-tables"}]}""", "$.steps[0].engine", "it reads lakes in S3 alone")]
    [InlineData("""{"lake":"s3://data-lake","steps":[{"type":"BuildTables","engine":"athena"}]}""", "$.steps[0].engine", "no workflow is named")]
    [InlineData("""{"lake":"s3://data-lake","steps":[{"type":"BuildTables","engine":"athena","workflow":"datalake-tables"}]}""", "$.steps[0].engine", "'datalake-tables' is not the ARN")]
    [InlineData("""{"lake":"s3://data-lake","steps":[{"type":"BuildTables","engine":"athena","workflow":"arn:aws:states:sa-east-1:123456789012:stateMachine:datalake-tables","model":"m"}]}""", "$.steps[0].model", "it means nothing to the engine athena")]
    [InlineData("""{"lake":"s3://data-lake","steps":[{"type":"BuildTables","workflow":"arn:aws:states:sa-east-1:123456789012:stateMachine:datalake-tables"}]}""", "$.steps[0].workflow", "it means nothing to the engine duckdb")]
    [InlineData("""{"lake":"s3://data-lake","profileName":"no such profile","steps":[{"type":"SendCsv","path":"movies.csv"}]}""", "$.lake", "no such profile")]
    public async Task What_would_fail_is_found_with_its_place(string json, string place, string problem)
    {
        _local.Write("movies.csv", LocalFolder.Movies);
        _local.Write("other/movies.csv", LocalFolder.Movies);

        var finding = Assert.Single(await CheckAsync(json));

        Assert.Equal((place, LakeJobSeverity.Error), (finding.JsonPath, finding.Severity));
        Assert.Contains(problem, finding.Problem, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(finding.Recommendation));
    }

    [Fact]
    public async Task A_table_that_the_model_does_not_have_is_a_warning()
    {
        var finding = Assert.Single(await CheckAsync("""{"lake":"./lake","steps":[{"type":"BuildTables"},{"type":"TestTables","table":["fact_title","fact_titel"]}]}"""));

        Assert.Equal(("$.steps[1].table", LakeJobSeverity.Warning), (finding.JsonPath, finding.Severity));
        Assert.Contains("'fact_titel'", finding.Problem, StringComparison.Ordinal);
        Assert.Contains("fact_title", finding.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./lake", 255, 0)]
    [InlineData("./lake", 256, 1)]
    [InlineData("s3://data-lake", 256, 0)]
    public async Task A_name_that_no_folder_takes_is_found_where_the_lake_is_one(string lake, int length, int expected)
    {
        _local.Write("movies.csv", LocalFolder.Movies);
        var specification = new string('s', length);

        var findings = await CheckAsync($$"""
            {"lake":"{{lake}}","steps":[{"type":"SendCsv","path":"movies.csv","specification":"{{specification}}"},{"type":"FetchMovies","optional":true,"first":1,"specification":"{{specification}}"}]}
            """);

        var errors = findings.Where(finding => finding.Severity == LakeJobSeverity.Error).ToList();
        Assert.Equal(Enumerable.Repeat<string[]>(["$.steps[0].path", "$.steps[1]"], expected).SelectMany(place => place), errors.Select(finding => finding.JsonPath));
        Assert.All(errors, error => Assert.Contains("is 256 UTF-8 bytes long; a lake in a folder takes at most 255", error.Problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_of_a_job_that_no_folder_takes_is_found()
    {
        _local.Write("movies.csv", LocalFolder.Movies);

        var finding = Assert.Single(await CheckAsync($$"""{"lake":"./lake","name":"{{new string('n', 256)}}","steps":[{"type":"SendCsv","path":"movies.csv"}]}"""));

        Assert.Equal("$.name", finding.JsonPath);
    }

    [Fact]
    public async Task Keys_that_are_too_long_behind_the_prefix_of_the_lake_are_found()
    {
        _local.Write("movies.csv", LocalFolder.Movies);
        var prefix = string.Join('/', Enumerable.Repeat(new string('p', 240), 4));

        var findings = await CheckAsync($$"""
            {"lake":"s3://data-lake/{{prefix}}","name":"j","steps":[{"type":"SendCsv","path":"movies.csv","specification":"{{new string('s', 30)}}"},{"type":"FetchMovies","optional":true,"first":1,"specification":"{{new string('s', 30)}}"}]}
            """);

        var errors = findings.Where(finding => finding.Severity == LakeJobSeverity.Error).ToList();
        Assert.Equal(["$.steps[0].path", "$.steps[1]"], errors.Select(finding => finding.JsonPath));
        Assert.All(errors, error => Assert.Contains("S3 takes at most 1024", error.Problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_of_ids_must_be_there_and_have_the_columns()
    {
        _local.Write("movies.csv", LocalFolder.Movies);

        var findings = (await CheckAsync("""
            {"lake":"./lake","steps":[{"type":"FetchMovies","optional":true,"idsFrom":{"path":"absent.csv"}},
            {"type":"FetchMovies","optional":true,"idsFrom":{"path":"movies.csv","column":"imdb"}},{"type":"FetchMovies","optional":true,"idsFrom":{"path":"movies.csv","where":{"mood":"x"}}}]}
            """)).Where(finding => finding.Severity == LakeJobSeverity.Error).ToList();

        Assert.Equal(["$.steps[0].idsFrom", "$.steps[1].idsFrom", "$.steps[2].idsFrom"], findings.Select(finding => finding.JsonPath));
        Assert.Contains("no column 'imdb'", findings[1].Problem, StringComparison.Ordinal);
        Assert.Contains("no column 'mood'", findings[2].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_run_may_name_the_lake() =>
        Assert.Empty(await CheckAsync("""{"steps":[{"type":"SendCsv","path":"movies.csv"}]}""", run => run with { Lake = "s3://data-lake" }, "movies.csv"));

    [Fact]
    public async Task A_document_that_is_not_there_is_an_error() =>
        Assert.Equal(DataLakeError.InvalidJob, (await Assert.ThrowsAsync<DataLakeException>(() => LakeJobCheck.RunAsync(Path.Combine(_local.Root, "no.json"), Run()))).Error);

    private Task<IReadOnlyList<LakeJobFinding>> CheckAsync(string json, Func<LakeJobRunOptions, LakeJobRunOptions>? change = null, string? source = null)
    {
        if (source is not null)
        {
            _local.Write(source, LocalFolder.Movies);
        }

        return LakeJobCheck.RunAsync(_local.Write("job.json", json), (change ?? (run => run))(Run()));
    }

    private LakeJobRunOptions Run() => new() { BaseFolder = _local.Root, CurrentFolder = _local.Root };
}
