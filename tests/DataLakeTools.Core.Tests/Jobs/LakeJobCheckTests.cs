using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs;
using DataLakeTools.Core.Tests.Ingestion;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class LakeJobCheckTests : IDisposable
{
    private readonly LocalFolder _local = new();

    public void Dispose() => _local.Dispose();

    [Fact]
    public void A_job_that_can_be_run_has_no_findings()
    {
        _local.Write("movies.csv", LocalFolder.Movies);

        Assert.Empty(Check("""{"lake":"./lake","steps":[{"type":"SendCsv","path":"mov*.csv"}]}"""));
    }

    [Theory]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","path":"missing.csv"}]}""", "$.steps[0].path", "There is no file '")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","path":["movies.csv","none*.csv"]}]}""", "$.steps[0].path", "No file matches 'none*.csv'.")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"movies.csv"}]}""", "$.lake", "No lake")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv"},{"type":"SendCsv","path":"other/movies.csv"}]}""", "$.steps[1].path", "gets the same key as")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv","storageClass":"A B"}]}""", "$.steps[0]", "The storage class 'A B' has characters")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv","force":1}]}""", "$.steps[0].force", "1")]
    public void What_would_fail_is_found_with_its_place(string json, string place, string problem)
    {
        _local.Write("movies.csv", LocalFolder.Movies);
        _local.Write("other/movies.csv", LocalFolder.Movies);

        var finding = Assert.Single(Check(json));

        Assert.Equal((place, LakeJobSeverity.Error), (finding.JsonPath, finding.Severity));
        Assert.Contains(problem, finding.Problem, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(finding.Recommendation));
    }

    [Fact]
    public void A_file_of_ids_must_be_there_and_have_the_columns()
    {
        _local.Write("movies.csv", LocalFolder.Movies);

        var findings = Check("""
            {"lake":"./lake","steps":[{"type":"FetchMovies","idsFrom":{"path":"absent.csv"}},
            {"type":"FetchMovies","idsFrom":{"path":"movies.csv","column":"imdb"}},{"type":"FetchMovies","idsFrom":{"path":"movies.csv","where":{"mood":"x"}}}]}
            """).Where(finding => finding.Severity == LakeJobSeverity.Error).ToList();

        Assert.Equal(["$.steps[0].idsFrom", "$.steps[1].idsFrom", "$.steps[2].idsFrom"], findings.Select(finding => finding.JsonPath));
        Assert.Contains("no column 'imdb'", findings[1].Problem, StringComparison.Ordinal);
        Assert.Contains("no column 'mood'", findings[2].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_run_may_name_the_lake() =>
        Assert.Empty(Check("""{"steps":[{"type":"SendCsv","path":"movies.csv"}]}""", run => run with { Lake = "s3://data-lake" }, "movies.csv"));

    [Fact]
    public void A_document_that_is_not_there_is_an_error() =>
        Assert.Equal(DataLakeError.InvalidJob, Assert.Throws<DataLakeException>(() => LakeJobCheck.Run(Path.Combine(_local.Root, "no.json"), Run())).Error);

    private IReadOnlyList<LakeJobFinding> Check(string json, Func<LakeJobRun, LakeJobRun>? change = null, string? source = null)
    {
        if (source is not null)
        {
            _local.Write(source, LocalFolder.Movies);
        }

        return LakeJobCheck.Run(_local.Write("job.json", json), (change ?? (run => run))(Run()));
    }

    private LakeJobRun Run() => new() { SourceFolder = _local.Root, CurrentFolder = _local.Root };
}
