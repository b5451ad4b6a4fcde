using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class LakeJobReaderTests
{
    private const string Document = "job.json";
    private const string Step = """{"type":"SendCsv","path":"movies.csv"}""";
    private const string Levels = "type, name, path, delimiter, skipCheck, force, noResume, partSize, throttleLimit, layer, origin, specification, storageClass, kmsKeyId, tags";

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_document_is_read_from_a_lake_up_to_ten_mebibytes(int more, bool isRead)
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        var json = $$"""{"steps":[{{Step}}]}""";
        await store.WriteAsync("jobs/a.json", Encoding.UTF8.GetBytes(json.PadRight((10 * 1024 * 1024) + more)));

        if (isRead)
        {
            Assert.IsType<SendCsvStep>(Assert.Single((await LakeJobReader.ReadAsync(store, "jobs/a.json", CancellationToken.None))!.Steps));
        }
        else
        {
            var failure = await Writes.FailsAsync(DataLakeError.InvalidJob, () => LakeJobReader.ReadAsync(store, "jobs/a.json", CancellationToken.None));
            Assert.Contains("has more than 10485760 bytes", failure.Message, StringComparison.Ordinal);
        }

        Assert.Null(await LakeJobReader.ReadAsync(store, "jobs/b.json", CancellationToken.None));
    }

    [Fact]
    public void A_document_says_where_and_when()
    {
        var job = Parse($$"""
            {"$schema":"s","lake":"s3://data-lake/zone","date":"2022-05-02","profileName":"p","region":"sa-east-1","endpointUrl":"http://localhost:9000","steps":[{{Step}}]}
            """);

        Assert.Equal(
            ("s3://data-lake/zone", new DateOnly(2022, 5, 2), "p", "sa-east-1", new Uri("http://localhost:9000")),
            (job.Lake, job.Date, job.ProfileName, job.Region, job.EndpointUrl));
    }

    [Fact]
    public void A_document_says_how_patient_its_requests_are()
    {
        var limits = Parse($$"""{"connectionTimeoutSeconds":2,"timeoutSeconds":60,"retries":0,"steps":[{{Step}}]}""").RequestLimits;

        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), 0), (limits.ConnectTimeout, limits.StallTimeout, limits.MaxRetries));
        Assert.Equal(new Core.Storage.RequestLimits(), Parse($$"""{"steps":[{{Step}}]}""").RequestLimits);
    }

    [Theory]
    [InlineData("timeoutSeconds", "0")]
    [InlineData("timeoutSeconds", "3601")]
    [InlineData("timeoutSeconds", "\"20\"")]
    [InlineData("connectionTimeoutSeconds", "-1")]
    [InlineData("retries", "1.5")]
    [InlineData("retries", "101")]
    public void Patience_that_cannot_be_kept_is_refused_with_its_place(string name, string value) => Assert.Contains(
        $"at $.{name}: ", Assert.Throws<DataLakeException>(() => Parse($$"""{"{{name}}":{{value}},"steps":[{{Step}}]}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_step_says_what_is_sent_and_how()
    {
        var step = (SendCsvStep)Assert.Single(Parse("""
            {"steps":[{"type":"SendCsv","name":"titles","path":["movies.csv","*.txt"],"layer":"Bronze","origin":"IMDb","specification":"Movies/Crime",
            "delimiter":";","skipCheck":true,"force":true,"noResume":true,"partSize":5242880,"throttleLimit":2,"storageClass":"STANDARD_IA","kmsKeyId":"k","tags":{"a":"b","c":""}}]}
            """).Steps);

        Assert.Equal(
            ("titles", "Bronze", "IMDb", "Movies/Crime", ';', true, true, "STANDARD_IA", "k"),
            (step.Name, step.Layer, step.Origin, step.Specification, step.Delimiter, step.SkipCheck, step.Force, step.StorageClass, step.KmsKeyId));
        Assert.Equal((true, 5 * 1024 * 1024, 2), (step.NoResume, step.PartSize, step.ThrottleLimit));
        Assert.Equal(["movies.csv", "*.txt"], step.Paths);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "b", ["c"] = "" }, step.Tags);
    }

    [Fact]
    public void What_a_step_does_not_say_is_left_open()
    {
        var step = (SendCsvStep)Assert.Single(Parse($$"""{"steps":[{{Step}}]}""").Steps);

        Assert.Equal(("step 1", null, null, null, null, false, false), (step.Name, step.Layer, step.Origin, step.Specification, step.Delimiter, step.SkipCheck, step.Force));
    }

    [Fact]
    public void Steps_that_replace_may_stand_beside_others_that_write_elsewhere() => Assert.Equal(3, Parse("""
        {"steps":[{"type":"FetchMovies","replace":true},{"type":"FetchMovies","replace":true,"specification":"Movies"},{"type":"FetchMovies","specification":"Movies/Crime"}]}
        """).Steps.Count);

    [Fact]
    public void An_empty_specification_means_none() =>
        Assert.Equal("", ((SendCsvStep)Assert.Single(Parse("""{"steps":[{"type":"SendCsv","path":"a","specification":""}]}""").Steps)).Specification);

    [Fact]
    public void Null_is_as_if_it_were_not_there() => Assert.Null(Parse($$"""{"lake":null,"steps":[{{Step}}]}""").Lake);

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_taken() =>
        Assert.Single(Parse($"\uFEFF// what to send\n{{\"steps\":[{Step},],}}").Steps);

    [Theory]
    [InlineData("[]", "$", "an array; expected an object")]
    [InlineData("{}", "$", "the property 'steps' is missing; expected an object with 'steps'")]
    [InlineData("""{"steps":[]}""", "$.steps", "is empty; expected at least one step")]
    [InlineData("""{"steps":{}}""", "$.steps", "an object; expected an array")]
    [InlineData("""{"steps":[1]}""", "$.steps[0]", "1; expected an object")]
    [InlineData("""{"stesp":[],"steps":[STEP]}""", "$.stesp", "this property is not known; expected one of $schema, name, lake, date, noResume, profileName, region, endpointUrl, connectionTimeoutSeconds, timeoutSeconds, retries, tmdb, notify, steps")]
    [InlineData("""{"Steps":[],"steps":[STEP]}""", "$.Steps", "this property is not known; expected one of $schema, name, lake, date, noResume, profileName, region, endpointUrl, connectionTimeoutSeconds, timeoutSeconds, retries, tmdb, notify, steps")]
    [InlineData("""{"lake":"a","lake":"b","steps":[STEP]}""", "$.lake", "this property stands twice; expected it once")]
    [InlineData("""{"date":"2022-5-2","steps":[STEP]}""", "$.date", "the text '2022-5-2'; expected a date as yyyy-MM-dd")]
    [InlineData("""{"date":"2022-02-30","steps":[STEP]}""", "$.date", "the text '2022-02-30'; expected a date as yyyy-MM-dd")]
    [InlineData("""{"date":20220502,"steps":[STEP]}""", "$.date", "20220502; expected text")]
    [InlineData("""{"lake":"","steps":[STEP]}""", "$.lake", "an empty string; expected text")]
    [InlineData("""{"lake":true,"steps":[STEP]}""", "$.lake", "true; expected text")]
    [InlineData("""{"endpointUrl":"localhost:9000","steps":[STEP]}""", "$.endpointUrl", "the text 'localhost:9000'; expected an http or https address")]
    [InlineData("""{"steps":[{"path":"a"}]}""", "$.steps[0]", "the property 'type' is missing; expected an object with 'type'")]
    [InlineData("""{"steps":[{"type":"SendXml","path":"a"}]}""", "$.steps[0].type", "the text 'SendXml'; expected one of SendCsv, SendJson, FetchMovies, FetchSeries, FetchCollections, FetchPeople, FetchKeywords, FetchGenres, FetchChanges, FetchPath, BuildTables, TestTables, ExportDashboard")]
    [InlineData("""{"steps":[{"type":"SendCsv"}]}""", "$.steps[0]", "the property 'path' is missing; expected an object with 'path'")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":[]}]}""", "$.steps[0].path", "an empty array; expected at least one text")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":["a",2]}]}""", "$.steps[0].path[1]", "2; expected text")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":7}]}""", "$.steps[0].path", "7; expected text or an array of text")]
    [InlineData("""{"steps":[STEP,{"type":"SendCsv","path":"a","froce":true}]}""", "$.steps[1].froce", "this property is not known; expected one of LEVELS")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","force":"yes"}]}""", "$.steps[0].force", "the text 'yes'; expected true or false")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","specification":"a/b|c"}]}""", "$.steps[0].specification", "The specification 'b|c' has a '|' in it, which no name on Windows may have")]
    [InlineData("""{"steps":[{"type":"SendJson","path":"a","origin":"TMDB."}]}""", "$.steps[0].origin", "The origin 'TMDB.' ends in a dot, which Windows leaves out")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","delimiter":"\u0000"}]}""", "$.steps[0].delimiter", "the text '?'; expected one ASCII character, for example \"|\"")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","delimiter":"||"}]}""", "$.steps[0].delimiter", "the text '||'; expected one ASCII character, for example \"|\"")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","tags":{"x":1}}]}""", "$.steps[0].tags.x", "1; expected text")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","tags":{"x":"1","x":"2"}}]}""", "$.steps[0].tags.x", "this property stands twice; expected it once")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","name":"n"},{"type":"SendCsv","path":"b","name":"n"}]}""", "$.steps", "has two steps named 'n'; expected a name of its own for every step")]
    [InlineData("""{"steps":[{"type":"FetchGenres","media":"Movie"},{"type":"FetchMovies","replace":true}]}""", "$.steps", "the step 'step 2' replaces what is in Raw/TMDB/JSON, and the step 'step 1' writes there, too; expected a specification of its own for a step that replaces")]
    [InlineData("""{"steps":[{"name":"a","type":"FetchMovies","replace":true,"specification":"M"},{"name":"b","type":"FetchMovies","replace":true,"specification":"M"}]}""", "$.steps", "the step 'a' replaces what is in Raw/TMDB/JSON/M, and the step 'b' writes there, too; expected a specification of its own for a step that replaces")]
    [InlineData("""{"steps":[{"type":"SendJson","path":"a","origin":"TMDB","specification":"M"},{"type":"FetchMovies","replace":true,"specification":"M"}]}""", "$.steps", "the step 'step 2' replaces what is in Raw/TMDB/JSON/M, and the step 'step 1' writes there, too; expected a specification of its own for a step that replaces")]
    [InlineData("""{"lake":"s3://lake","steps":[{"type":"SendJson","path":"a"},{"type":"FetchMovies","origin":"local","replace":true}]}""", "$.steps", "the step 'step 2' replaces what is in Raw/local/JSON, and the step 'step 1' writes to Raw/Local/JSON, which is the same folder where a file system ignores case; expected a specification of its own for a step that replaces")]
    [InlineData("""{"steps":[{"type":"FetchMovies","origin":"local","replace":true},{"type":"SendJson","path":"a"}]}""", "$.steps", "the step 'step 1' replaces what is in Raw/local/JSON, and the step 'step 2' writes to Raw/Local/JSON, which is the same folder where a file system ignores case; expected a specification of its own for a step that replaces")]
    [InlineData("""{"steps":[{"type":"FetchChanges","kind":"Movie","since":"2022-05-05","until":"2022-05-01"}]}""", "$.steps[0]", "'since' 2022-05-05 is after 'until' 2022-05-01; expected the earlier day first")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","force":"\uD800"}]}""", "$.steps[0].force", "text that is not valid Unicode; expected true or false")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"\uD800"}]}""", "$.steps[0].path", "text that is not valid Unicode; expected text")]
    [InlineData("""{"\uD800":1,"steps":[STEP]}""", "$", "a property name that is not valid Unicode; expected text")]
    [InlineData("""{"\u001b[31m":1,"steps":[STEP]}""", "$.?[31m", "this property is not known; expected one of $schema, name, lake, date, noResume, profileName, region, endpointUrl, connectionTimeoutSeconds, timeoutSeconds, retries, tmdb, notify, steps")]
    public void What_is_wrong_is_refused_with_its_JSON_path_and_what_was_expected(string json, string path, string wrong)
    {
        var refusal = Refuses(json.Replace("STEP", Step, StringComparison.Ordinal));

        Assert.Equal($"The job document '{Document}' is not valid at {path}: {wrong.Replace("LEVELS", Levels, StringComparison.Ordinal)}.", refusal.Message);
    }

    [Theory]
    [InlineData("""{"lake":"https://x","steps":[STEP]}""", "$.lake", "The lake address 'https://x' is neither s3:// nor a folder.")]
    [InlineData("""{"lake":"s3://Not-A-Bucket","steps":[STEP]}""", "$.lake", "'Not-A-Bucket' in the lake address 's3://Not-A-Bucket' cannot be a bucket.")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","layer":".."}]}""", "$.steps[0].layer", "The layer has the segment '..'.")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","origin":"a/b"}]}""", "$.steps[0].origin", "The origin 'a/b' has a '/' in it.")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","specification":"../.."}]}""", "$.steps[0].specification", "The specification has the segment '..'.")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a\u0000b"}]}""", "$.steps[0].path", "The path has a NUL character in it.")]
    public void What_no_key_lake_or_path_can_be_is_refused_before_anything_is_written(string json, string path, string wrong)
    {
        var refusal = Refuses(json.Replace("STEP", Step, StringComparison.Ordinal));

        Assert.Equal($"The job document '{Document}' is not valid at {path}: {wrong}", refusal.Message);
        Assert.EndsWith("Nothing was written.", refusal.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"steps\": [\n    oops\n  ]\n}", 3)]
    [InlineData("{\"steps\":[", 1)]
    [InlineData("{}{}", 1)]
    public void What_is_no_JSON_is_refused_with_its_line(string json, int line) =>
        Assert.Contains($"is not valid JSON at line {line}, byte ", Refuses(json).Message, StringComparison.Ordinal);

    [Fact]
    public void Nesting_without_end_is_refused() => Assert.Contains("is nested deeper than 64 levels at line 1", Refuses(new string('[', 100_000)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    public void A_document_without_anything_is_empty(string json) => Assert.Contains("is empty", Refuses(json).Message, StringComparison.Ordinal);

    [Fact]
    public void A_document_in_UTF16_is_told_so() => Assert.Contains(
        "is UTF-16 or UTF-32 text",
        Assert.Throws<DataLakeException>(() => LakeJobReader.Parse(System.Text.Encoding.Unicode.GetPreamble().Concat(System.Text.Encoding.Unicode.GetBytes("{}")).ToArray(), Document)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Names_of_steps_that_differ_by_case_are_one() => Assert.Contains(
        "has two steps named",
        Refuses("""{"lake":"./lake","steps":[{"name":"a","type":"SendCsv","path":"x.csv"},{"name":"A","type":"SendCsv","path":"y.csv"}]}""").Message,
        StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused() =>
        Assert.Equal(DataLakeError.InvalidJob, Assert.Throws<DataLakeException>(() => LakeJobReader.Parse((byte[])[(byte)'{', (byte)'"', 0xFF, (byte)'"', .. ":1}"u8], Document)).Error);

    [Fact]
    public void Random_bytes_are_a_job_or_refused()
    {
        var random = new Random(2);
        var good = Encoding.UTF8.GetBytes($$"""{"lake":"a","date":"2022-05-02","steps":[{{Step}}]}""");
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = good.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                LakeJobReader.Parse(bytes, Document);
            }
            catch (DataLakeException refusal)
            {
                Assert.Equal(DataLakeError.InvalidJob, refusal.Error);
                Assert.DoesNotContain(refusal.Message, char.IsControl);
            }
        }
    }

    [Fact]
    public void A_document_that_is_not_there_is_reported()
    {
        using var local = new LocalFolder();
        var path = Path.Combine(local.Root, "job.json");

        Assert.Equal($"There is no job document '{path}'.", Assert.Throws<DataLakeException>(() => LakeJobReader.Read(path)).Message);
    }

    [Fact]
    public void A_folder_is_no_document()
    {
        using var local = new LocalFolder();

        Assert.Equal(DataLakeError.InvalidJob, Assert.Throws<DataLakeException>(() => LakeJobReader.Read(local.Root)).Error);
    }

    private static LakeJob Parse(string json) => LakeJobReader.Parse(Encoding.UTF8.GetBytes(json), Document);

    private static DataLakeException Refuses(string json)
    {
        var refusal = Assert.Throws<DataLakeException>(() => Parse(json));
        Assert.Equal(DataLakeError.InvalidJob, refusal.Error);
        return refusal;
    }
}
