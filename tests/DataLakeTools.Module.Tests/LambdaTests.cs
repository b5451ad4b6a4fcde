using System.Text.Json.Nodes;
using DataLakeTools.TestServers.Lambda;
using DataLakeTools.TestServers.S3;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Module.Tests;

/// <summary>The host as a custom runtime of AWS Lambda: the real process against a stand-in for the runtime API.</summary>
public sealed class LambdaTests
{
    private const string SendBoth =
        """{"steps":[{"name":"one","type":"SendCsv","path":"../data/one.csv"},{"name":"two","type":"SendCsv","path":"../data/two.csv"}]}""";

    private const string FetchThirty = """{"steps":[{"name":"films","type":"FetchMovies","first":30,"maxRecords":10,"specification":"Movies"}]}""";

    [Fact]
    public async Task A_job_of_the_package_runs_and_its_report_is_the_answer()
    {
        await using var function = await WithFilesAsync();

        var answer = await function.InvokeAsync("""{"job":"both","date":"2022-05-02"}""");

        Assert.False(answer.IsError, answer.Body);
        var report = JsonNode.Parse(answer.Body)!;
        Assert.Equal(("Succeeded", "both", 2), ((string?)report["status"], (string?)report["job"], (int?)report["counts"]!["Uploaded"]));
        Assert.Equal(["Raw/Local/CSV/One/2022/05/02/one.csv", "Raw/Local/CSV/Two/2022/05/02/two.csv"], function.Keys());
    }

    [Fact]
    public async Task Its_log_is_JSON_Lines_that_name_the_invocation()
    {
        await using var function = await WithFilesAsync();

        await function.InvokeAsync("""{"job":"both","date":"2022-05-02"}""");
        await function.InvokeAsync("""{"job":"both","date":"2022-05-02"}""");
        await function.TerminateAsync();

        var lines = function.Log;
        Assert.Equal(6, lines.Count);
        Assert.All(lines, line => Assert.Equal("INFO", (string?)line["level"]));
        Assert.Equal(["one", "two", null], lines.Take(3).Select(line => (string?)line["step"]));
        Assert.Equal(2, lines.Select(line => (string)line["requestId"]!).Distinct().Count());
    }

    [Fact]
    public async Task A_job_that_is_not_in_the_package_is_read_from_the_lake()
    {
        await using var s3 = await S3StandIn.StartAsync();
        s3.Put("lake-of-tests", "films/jobs/nightly/two.json", """{"steps":[{"type":"SendCsv","path":"data/two.csv"}]}""");
        await using var function = await WithFilesAsync();
        function.WithVariable("DATALAKE_URI", "s3://lake-of-tests/films").WithVariable("AWS_ENDPOINT_URL", s3.Endpoint.AbsoluteUri)
            .WithVariable("AWS_ACCESS_KEY_ID", "test").WithVariable("AWS_SECRET_ACCESS_KEY", "test").WithVariable("AWS_REGION", "us-east-1");

        var answer = await function.InvokeAsync("""{"job":"nightly/two","date":"2022-05-02"}""");

        Assert.False(answer.IsError, answer.Body);
        Assert.Contains("films/Raw/Local/CSV/Two/2022/05/02/two.csv", s3.Buckets["lake-of-tests"].Objects.Keys);

        // A job 'nightly-two' is another one.
        Assert.Equal("nightly~two", (string?)JsonNode.Parse(answer.Body)!["job"]);
    }

    [Fact]
    public async Task A_small_file_costs_a_function_four_requests_and_no_secret()
    {
        await using var s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-tests"] });
        await using var function = await WithFilesAsync();
        function.WithVariable("DATALAKE_URI", "s3://lake-of-tests").WithVariable("AWS_ENDPOINT_URL", s3.Endpoint.AbsoluteUri)
            .WithVariable("AWS_ACCESS_KEY_ID", "test").WithVariable("AWS_SECRET_ACCESS_KEY", "test").WithVariable("AWS_REGION", "us-east-1");

        var answer = await function.InvokeAsync("""{"document":{"steps":[{"type":"SendCsv","path":"data/one.csv"}]},"date":"2022-05-02"}""");

        Assert.False(answer.IsError, answer.Body);
        Assert.Equal(
            ["HEAD ", "HEAD Raw/Local/CSV/One/2022/05/02/one.csv", "PUT Raw/Local/CSV/One/2022/05/02/one.csv", "PUT reports/job"],
            s3.Requests.Select(request => $"{request.Method} {(request.Key.StartsWith("reports/job/", StringComparison.Ordinal) ? "reports/job" : request.Key)}"));
        Assert.Equal(0, function.Runtime.Secrets.Requests);
    }

    [Fact]
    public async Task A_document_can_stand_in_the_event_and_some_of_its_steps_be_chosen()
    {
        await using var function = await WithFilesAsync();

        var answer = await function.InvokeAsync(
            """{"document":{"date":"2020-01-01","steps":[{"name":"a","type":"SendCsv","path":"data/one.csv"},{"name":"b","type":"SendCsv","path":"data/two.csv"}]},"steps":["b"],"date":"2022-05-02"}""");

        Assert.False(answer.IsError, answer.Body);
        Assert.Equal(["Raw/Local/CSV/Two/2022/05/02/two.csv"], function.Keys());
    }

    [Fact]
    public async Task A_job_that_fails_is_a_function_error_with_the_report_and_what_was_good_is_there()
    {
        await using var function = await WithFilesAsync();
        function.With("data/one.csv", "a|b\n1|2\n3\n");

        var answer = await function.InvokeAsync("""{"job":"both","date":"2022-05-02"}""");

        Assert.True(answer.IsError);
        Assert.Equal("DataLake.JobFailedPermanently", answer.ErrorType);
        var error = JsonNode.Parse(answer.Body)!;
        Assert.Equal("JobFailedPermanently", (string?)error["errorType"]);
        var report = JsonNode.Parse((string)error["errorMessage"]!)!;
        Assert.Equal(("Failed", 1, 1), ((string?)report["status"], (int)report["failed"]!, (int?)report["counts"]!["Uploaded"]));
        Assert.Equal(("one", "CsvFieldCount"), ((string?)report["errors"]![0]!["step"], (string?)report["errors"]![0]!["error"]));
        Assert.Equal(["Raw/Local/CSV/Two/2022/05/02/two.csv"], function.Keys());
    }

    [Theory]
    [InlineData("CsvFieldCount", "JobFailedPermanently")]
    [InlineData("CsvFieldCount, TmdbUnauthorized", "JobFailed")]
    [InlineData("TmdbUnauthorized", "JobFailed")]
    public async Task A_job_is_worth_another_try_where_anything_that_failed_may_go_well_then(string errors, string type)
    {
        await using var tmdb = await TmdbServer.StartAsync();
        await using var function = await WithTmdbAsync(tmdb);
        function.With("data/one.csv", "a|b\n1|2\n3\n");
        function.Runtime.Secrets.Parameters["/films/token"] = "wrong.read.token";
        string[] steps =
        [
            .. errors.Contains("CsvFieldCount", StringComparison.Ordinal) ? ["""{"name":"one","type":"SendCsv","path":"data/one.csv"}"""] : Array.Empty<string>(),
            .. errors.Contains("TmdbUnauthorized", StringComparison.Ordinal) ? ["""{"name":"films","type":"FetchMovies","first":30,"specification":"Movies"}"""] : Array.Empty<string>(),
        ];

        var answer = await function.InvokeAsync($$"""{"document":{"steps":[{{string.Join(',', steps)}}]},"date":"2022-05-02"}""");

        var report = JsonNode.Parse((string)JsonNode.Parse(answer.Body)!["errorMessage"]!)!;
        Assert.Equal(errors, string.Join(", ", report["errors"]!.AsArray().Select(error => (string?)error!["error"])));
        Assert.Equal($"DataLake.{type}", answer.ErrorType);
    }

    [Fact]
    public async Task An_event_of_a_workflow_that_another_one_has_started_is_taken()
    {
        await using var function = await WithFilesAsync();

        var answer = await function.InvokeAsync("""{"job":"both","date":"2022-05-02","AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID":"arn:aws:states:sa-east-1:123456789012:execution:any:0a1b"}""");

        Assert.Equal("Succeeded", StatusOf(answer));
    }

    [Fact]
    public async Task What_is_no_event_of_a_job_is_a_function_error_and_the_next_event_is_served()
    {
        await using var function = await WithFilesAsync();
        File.WriteAllText(Path.Combine(function.Folder, "outside.json"), SendBoth);
        (string Event, string Type)[] bad =
        [
            ("{", "InvalidEvent"),
            ("[]", "InvalidEvent"),
            ("{}", "InvalidEvent"),
            ("""{"job":7}""", "InvalidEvent"),
            ("""{"job":"both","document":{}}""", "InvalidEvent"),
            ("""{"job":"both","dry":true}""", "InvalidEvent"),
            ("""{"job":"both","date":"02/05/2022"}""", "InvalidEvent"),
            ("""{"job":"both","steps":"one"}""", "InvalidEvent"),
            ("""{"job":"../../outside"}""", "InvalidEvent"),
            ("""{"job":"/etc/passwd"}""", "InvalidEvent"),
            ("""{"job":"a\\..\\..\\outside"}""", "InvalidEvent"),
            ("""{"job":"a/../../outside"}""", "InvalidEvent"),
            ("""{"job":"both\u0000"}""", "InvalidEvent"),
            ("""{"job":"none"}""", "InvalidJob"),
            ("""{"job":"both","lake":"http://nowhere"}""", "InvalidLakeAddress"),
            ("""{"job":"both","steps":["three"]}""", "InvalidOption"),
            ("""{"document":{"steps":[]}}""", "InvalidJob"),
        ];

        foreach (var (@event, type) in bad)
        {
            var answer = await function.InvokeAsync(@event);
            Assert.Equal((@event, $"DataLake.{type}", type), (@event, answer.ErrorType, (string?)JsonNode.Parse(answer.Body)!["errorType"]));
        }

        Assert.Empty(function.Keys());
        Assert.False((await function.InvokeAsync("""{"job":"jobs/both.json"}""")).IsError);
    }

    [Theory]
    [InlineData("DATALAKE_DEADLINE_MARGIN", "soon")]
    [InlineData("DATALAKE_DEADLINE_MARGIN", "100%")]
    [InlineData("DATALAKE_LOG_FORMAT", "xml")]
    public async Task A_function_that_is_set_up_wrong_says_so_before_its_first_event(string variable, string value)
    {
        await using var function = await WithFilesAsync();
        function.WithVariable(variable, value).Start();

        Assert.Equal(2, await function.ExitCodeAsync());
        var error = await function.Runtime.InitError;
        Assert.Equal("DataLake.InvalidOption", error.ErrorType);
        Assert.Contains(variable, error.Body, StringComparison.Ordinal);
        Assert.Equal("ERROR", (string?)Assert.Single(function.Log)["level"]);
    }

    [Fact]
    public async Task A_run_that_has_no_more_time_is_incomplete_and_the_same_event_goes_on()
    {
        await using var tmdb = await TmdbServer.StartAsync();
        await using var function = await WithTmdbAsync(tmdb);
        function.WithVariable("DATALAKE_DEADLINE_MARGIN", "50%");
        tmdb.Break(TmdbFault.Hang, "/3/movie/", times: 1000, after: 15);
        const string Event = """{"job":"films","date":"2022-05-02"}""";

        var first = await function.InvokeAsync(Event, TimeSpan.FromSeconds(4));
        tmdb.Mend();
        var second = await function.InvokeAsync(Event);

        Assert.Equal((false, "Incomplete"), (first.IsError, StatusOf(first)));
        Assert.Equal((false, "Succeeded"), (second.IsError, StatusOf(second)));
        Assert.Equal(30, TitlesIn(function).Count());
        Assert.Equal(30, TitlesIn(function).Distinct().Count());
    }

    [Fact]
    public async Task Nothing_of_one_event_is_left_for_the_next()
    {
        await using var tmdb = await TmdbServer.StartAsync();
        await using var function = await WithTmdbAsync(tmdb);
        function.With("jobs/one-of-two.json", SendBoth);
        var other = Path.Combine(function.Folder, "other");

        var first = await function.InvokeAsync($$"""{"job":"one-of-two","date":"2022-05-02","lake":{{JsonValue.Create(other).ToJsonString()}},"steps":["one"]}""", traceId: "Root=1-first");
        var second = await function.InvokeAsync("""{"document":{"date":"2022-05-03","steps":[{"type":"SendCsv","path":"data/two.csv"}]}}""");

        Assert.Equal(("Succeeded", "Succeeded"), (StatusOf(first), StatusOf(second)));
        Assert.Equal(["Raw/Local/CSV/One/2022/05/02/one.csv"], function.Keys(other));
        Assert.Equal(["Raw/Local/CSV/Two/2022/05/03/two.csv"], function.Keys());
        Assert.Equal(("one-of-two", "job"), ((string?)JsonNode.Parse(first.Body)!["job"], (string?)JsonNode.Parse(second.Body)!["job"]));
        Assert.Equal(("2022-05-02", "2022-05-03"), ((string?)JsonNode.Parse(first.Body)!["date"], (string?)JsonNode.Parse(second.Body)!["date"]));
        Assert.Equal(1, (int?)JsonNode.Parse(second.Body)!["counts"]!["Uploaded"]);
    }

    [Theory]
    [InlineData("TMDB_TOKEN_PARAMETER", "{0}")]
    [InlineData("TMDB_TOKEN_SECRET", "{0}\n")]
    [InlineData("TMDB_TOKEN_SECRET", "{{\"TMDB_TOKEN\":\"{0}\"}}")]
    public async Task The_token_is_read_once_through_the_extension_and_shown_nowhere(string variable, string kept)
    {
        await using var tmdb = await TmdbServer.StartAsync();
        await using var function = await WithTmdbAsync(tmdb);
        var secret = string.Format(System.Globalization.CultureInfo.InvariantCulture, kept, tmdb.Options.Token);
        function.Runtime.Secrets.Parameters.Clear();
        (variable == "TMDB_TOKEN_PARAMETER" ? function.Runtime.Secrets.Parameters : function.Runtime.Secrets.Secrets)["/films & more/token"] = secret;
        function.WithVariable("TMDB_TOKEN_PARAMETER", "").WithVariable(variable, "/films & more/token").WithVariable("AWS_LAMBDA_LOG_LEVEL", "TRACE");

        var first = await function.InvokeAsync("""{"job":"films","date":"2022-05-02"}""");
        var second = await function.InvokeAsync("""{"job":"films","date":"2022-05-03"}""");

        Assert.Equal(("Succeeded", "Succeeded"), (StatusOf(first), StatusOf(second)));
        Assert.Equal(60, TitlesIn(function).Count());
        Assert.Equal(1, function.Runtime.Secrets.Requests);
        Assert.DoesNotContain(tmdb.Options.Token, function.Written + first.Body + second.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extension_that_is_not_ready_at_first_is_asked_again()
    {
        await using var tmdb = await TmdbServer.StartAsync();
        await using var function = await WithTmdbAsync(tmdb);
        function.Runtime.Secrets.NotReadyTimes = 3;

        var answer = await function.InvokeAsync("""{"job":"films"}""");

        Assert.Equal("Succeeded", StatusOf(answer));
        Assert.Equal(4, function.Runtime.Secrets.Requests);
    }

    [Fact]
    public async Task A_token_that_cannot_be_read_is_a_function_error_of_its_own_and_CSV_jobs_run_without_it()
    {
        await using var tmdb = await TmdbServer.StartAsync();
        await using var function = await WithTmdbAsync(tmdb);
        function.Runtime.Secrets.Parameters.Clear();

        Assert.Equal("DataLake.SecretUnavailable", (await function.InvokeAsync("""{"job":"films"}""")).ErrorType);
        var asked = function.Runtime.Secrets.Requests;
        Assert.Equal("Succeeded", StatusOf(await function.InvokeAsync("""{"job":"both"}""")));
        Assert.Equal(asked, function.Runtime.Secrets.Requests);
    }

    [Fact]
    public async Task A_token_that_was_replaced_is_read_again_when_TMDB_refuses_the_old_one()
    {
        await using var tmdb = await TmdbServer.StartAsync();
        await using var function = await WithTmdbAsync(tmdb);
        await function.InvokeAsync("""{"job":"films","date":"2022-05-02"}""");
        tmdb.Options.Token = function.Runtime.Secrets.Parameters["/films/token"] = "another.read.token";

        var answer = await function.InvokeAsync("""{"job":"films","date":"2022-05-03"}""");

        Assert.Equal("Succeeded", StatusOf(answer));
        Assert.Equal(0, (int)JsonNode.Parse(answer.Body)!["failed"]!);
        Assert.Equal(60, TitlesIn(function).Count());
        Assert.Equal(2, function.Runtime.Secrets.Requests);
    }

    [Fact]
    public async Task Tables_are_made_again_of_what_came_with_a_token_that_was_replaced()
    {
        await using var tmdb = await TmdbServer.StartAsync();
        await using var function = await WithTmdbAsync(tmdb);
        function.With("jobs/tables.json", """
            {"steps":[{"type":"FetchMovies","first":30,"specification":"Movies"},
            {"name":"build","type":"BuildTables"},{"name":"test","type":"TestTables"}]}
            """);
        await function.InvokeAsync("""{"job":"films","date":"2022-05-01"}""");
        tmdb.Options.Token = function.Runtime.Secrets.Parameters["/films/token"] = "another.read.token";

        var answer = await function.InvokeAsync("""{"job":"tables","date":"2022-05-02"}""");

        Assert.False(answer.IsError, answer.Body);
        Assert.Equal(("Succeeded", 0), (StatusOf(answer), (int)JsonNode.Parse(answer.Body)!["failed"]!));
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(function.Lake, "Trusted/Lake/JSON/Manifest/2022/05/02/manifest.json")))!;
        Assert.Equal(30, (int)manifest["tables"]!.AsArray().Single(table => (string?)table!["table"] == "tmdb_movies")!["rows"]!);
    }

    [Fact]
    public async Task Tables_that_were_made_before_the_token_was_refused_are_counted_once()
    {
        await using var tmdb = await TmdbServer.StartAsync();
        await using var function = await WithTmdbAsync(tmdb);
        function.With("jobs/tables.json", """
            {"steps":[{"name":"build","type":"BuildTables","layer":"Trusted"},{"type":"FetchMovies","first":30,"specification":"Movies"}]}
            """);
        await function.InvokeAsync("""{"job":"both","date":"2022-05-02"}""");
        await function.InvokeAsync("""{"job":"films","date":"2022-05-01"}""");
        tmdb.Options.Token = function.Runtime.Secrets.Parameters["/films/token"] = "another.read.token";

        var answer = await function.InvokeAsync("""{"job":"tables","date":"2022-05-02"}""");

        Assert.Equal("Succeeded", StatusOf(answer));
        var made = Directory.EnumerateFiles(Path.Combine(function.Lake, "Trusted"), "*.parquet", SearchOption.AllDirectories).Count();
        Assert.Equal(2, made);
        var counts = JsonNode.Parse(answer.Body)!["counts"]!.AsObject().Sum(count => (int)count.Value!);
        Assert.Equal(made + function.Keys().Count(key => key.StartsWith("Raw/TMDB/", StringComparison.Ordinal) && key.Contains("/2022/05/02/", StringComparison.Ordinal)), counts);
    }

    [Fact]
    public async Task A_token_that_TMDB_refuses_fails_the_job_and_the_next_event_reads_it_again()
    {
        await using var tmdb = await TmdbServer.StartAsync();
        await using var function = await WithTmdbAsync(tmdb);
        function.Runtime.Secrets.Parameters["/films/token"] = "wrong.read.token";

        var answer = await function.InvokeAsync("""{"job":"films"}""");
        await function.InvokeAsync("""{"job":"films"}""");

        Assert.Equal("DataLake.JobFailed", answer.ErrorType);
        Assert.Contains("TmdbUnauthorized", answer.Body, StringComparison.Ordinal);
        Assert.Equal(2, function.Runtime.Secrets.Requests);
    }

    [SkippableFact]
    public async Task SIGTERM_ends_a_waiting_function_with_0_and_without_a_word()
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs Unix signals.");
        await using var function = await WithFilesAsync();
        function.Start();
        await function.Runtime.Ready;

        Assert.Equal(0, await function.TerminateAsync());
        Assert.Empty(function.Log);
    }

    private static async Task<LambdaFunction> WithFilesAsync()
    {
        var function = await LambdaFunction.CreateAsync();
        return function.With("jobs/both.json", SendBoth).With("data/one.csv", "a|b\n1|2\n").With("data/two.csv", "a|b\n3|4\n");
    }

    private static async Task<LambdaFunction> WithTmdbAsync(TmdbServer tmdb)
    {
        var function = await WithFilesAsync();
        function.Runtime.Secrets.Parameters["/films/token"] = tmdb.Options.Token;
        return function.With("jobs/films.json", FetchThirty)
            .WithVariable("TMDB_ENDPOINT", tmdb.Endpoint.AbsoluteUri).WithVariable("TMDB_TOKEN_PARAMETER", "/films/token");
    }

    private static string? StatusOf(LambdaAnswer answer) => (string?)JsonNode.Parse(answer.Body)!["status"];

    private static IEnumerable<int> TitlesIn(LambdaFunction function) => function.Keys()
        .Where(key => key.StartsWith("Raw/TMDB/", StringComparison.Ordinal))
        .SelectMany(key => JsonNode.Parse(File.ReadAllText(Path.Combine(function.Lake, key)))!.AsArray())
        .Select(title => (int)title!["id"]!);
}
