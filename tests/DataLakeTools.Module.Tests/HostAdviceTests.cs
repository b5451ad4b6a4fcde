using System.Text.Json.Nodes;

namespace DataLakeTools.Module.Tests;

/// <summary>What <c>datalake</c> recommends is said in its own options and in the properties of job documents, never in those of PowerShell.</summary>
public sealed class HostAdviceTests : IDisposable
{
    private const string Cmdlet = @"(?<![\w-])-[A-Z][a-z]+|\b[A-Z][a-z]+-(Lake|Raw|Tmdb|DataLake)";

    private readonly string _folder = Directory.CreateTempSubdirectory("datalake-advice-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_without_a_lake_is_told_of_its_option_and_of_the_document()
    {
        Write("job.json", """{"steps":[{"type":"SendCsv","path":"movies.csv"}]}""");

        var error = (await RunAsync("run", "job.json")).Error;

        Assert.Contains("Name it with --lake, with \"lake\" in the job document or in the environment variable DATALAKE_URI", error, StringComparison.Ordinal);
        Assert.DoesNotMatch(Cmdlet, error);
    }

    [Fact]
    public async Task A_run_that_would_replace_an_object_is_told_of_the_property_that_allows_it()
    {
        Write("job.json", """{"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv"}]}""");
        Write("movies.csv", "a|b\n1|2\n");
        await RunAsync("run", "job.json");
        Write("movies.csv", "a|b\n1|3\n");

        var error = (await RunAsync("run", "job.json")).Error;

        Assert.Contains("replace it with \"force\": true in the job document.", error, StringComparison.Ordinal);
        Assert.DoesNotMatch(Cmdlet, error);
    }

    [Fact]
    public async Task The_JSON_log_and_the_reports_advise_in_the_same_words()
    {
        Write("job.json", """{"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv"}]}""");
        Write("movies.csv", "a|b\n1|2|3\n");

        var run = await RunAsync("run", "job.json", "--log-format", "json");

        var logged = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).Single(line => (string?)line["level"] == "ERROR");
        var written = JsonNode.Parse(await File.ReadAllTextAsync(Assert.Single(Directory.EnumerateFiles(Path.Combine(_folder, "lake/reports"), "*", SearchOption.AllDirectories))))!;
        string[] advice = [(string)logged["recommendation"]!, (string)JsonNode.Parse(run.Output)!["errors"]![0]!["recommendation"]!, (string)written["failures"]![0]!["recommendation"]!];
        Assert.All(advice, sentence => Assert.Contains("\"skipCheck\": true in the job document sends the file as it is", sentence, StringComparison.Ordinal));
        Assert.All(advice, sentence => Assert.DoesNotMatch(Cmdlet, sentence));
    }

    [Fact]
    public async Task A_test_is_told_of_the_environment_where_it_has_no_option()
    {
        var error = (await RunAsync("test", "--lake", "http://localhost:9000/lake")).Error;

        Assert.Contains("the address of another S3 server goes into AWS_ENDPOINT_URL_S3.", error, StringComparison.Ordinal);
        Assert.DoesNotMatch(Cmdlet, error);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private Task<CommandResult> RunAsync(params string[] arguments) => Command.RunAsync(
        "dotnet", [Repository.HostAssembly, .. arguments], _folder, new Dictionary<string, string?> { ["DATALAKE_URI"] = null });
}
