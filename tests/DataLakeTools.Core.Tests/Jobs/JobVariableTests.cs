using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class JobVariableTests
{
    private const string Value = "zq8vw-what-nobody-shall-read";

    private static readonly Dictionary<string, string> Environment = new()
    {
        ["LANGUAGE"] = "pt-BR",
        ["EMPTY"] = "",
        ["RATE"] = "20",
        ["YES"] = "true",
        ["DAY"] = "2022-05-02",
        ["VALUE"] = Value,
        ["NESTED"] = "${LANGUAGE}",
    };

    [Theory]
    [InlineData("${LANGUAGE}", "pt-BR")]
    [InlineData("a/${LANGUAGE}/${DAY}/b", "a/pt-BR/2022-05-02/b")]
    [InlineData("${NOT_SET:-en}", "en")]
    [InlineData("${EMPTY:-en}", "en")]
    [InlineData("${LANGUAGE:-en}", "pt-BR")]
    [InlineData("x${NOT_SET:-}", "x")]
    [InlineData("${NOT_SET:-a:-b$c}", "a:-b$c")]
    [InlineData("$${LANGUAGE}", "${LANGUAGE}")]
    [InlineData("$$${LANGUAGE}", "$${LANGUAGE}")]
    [InlineData("$LANGUAGE costs $5 {a}", "$LANGUAGE costs $5 {a}")]
    [InlineData("${NESTED}", "${LANGUAGE}")]
    [InlineData("${NOT_SET:-${EMPTY:-x}}", "x")]
    [InlineData("a/${NOT_SET:-b/${LANGUAGE}/c}/d", "a/b/pt-BR/c/d")]
    [InlineData("${NOT_SET:-$${$${b}", "${${b")]
    [InlineData("${NOT_SET:-$${$${b}c}", "${${bc}")]
    [InlineData("${NOT_SET:-$${${LANGUAGE}}", "${pt-BR")]
    public void Text_has_the_values_in_place_of_the_variables(string text, string expanded) =>
        Assert.Equal(expanded, Parse($$"""{"tmdb":{"language":{{JsonSerializer.Serialize(text)}}},"steps":[{"type":"SendCsv","path":"a"}]}""").Tmdb.Language);

    [Fact]
    public void Numbers_dates_and_flags_come_from_variables_too()
    {
        var job = Parse("""
            {"date":"${DAY}","tmdb":{"requestsPerSecond":"${RATE}"},
            "steps":[{"type":"FetchMovies","first":"${FIRST:-50}","minVoteAverage":"${LEAST:-5.5}","includeAdult":"${YES}","year":"${YEAR:-1990}","genre":["${GENRE:-War}"]}]}
            """);

        var step = (FetchTitlesStep)job.Steps[0];
        var query = step.Options.QueryWithNames.Query;
        Assert.Equal((new DateOnly(2022, 5, 2), 20, 50, 5.5, true), (job.Date, job.Tmdb.RequestsPerSecond, step.Options.First, query.MinVoteAverage, query.IncludeAdult));
        Assert.Equal((new DateOnly(1990, 1, 1), "War"), (query.From, step.Options.QueryWithNames.Genres[0]));
    }

    [Theory]
    [InlineData("""{"lake":"${NOT_SET}","steps":[STEP]}""", "$.lake", "the environment variable 'NOT_SET' is not set or empty")]
    [InlineData("""{"lake":"${EMPTY}","steps":[STEP]}""", "$.lake", "the environment variable 'EMPTY' is not set or empty")]
    [InlineData("""{"lake":"${LAKE","steps":[STEP]}""", "$.lake", "'${LAKE' is no variable")]
    [InlineData("""{"lake":"${}","steps":[STEP]}""", "$.lake", "'${}' is no variable")]
    [InlineData("""{"lake":"${a b}","steps":[STEP]}""", "$.lake", "'${a b}' is no variable")]
    [InlineData("""{"lake":"${X:-}","steps":[STEP]}""", "$.lake", "its variables give an empty string")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","tags":{"a":"${NOT_SET}"}}]}""", "$.steps[0].tags.a", "the environment variable 'NOT_SET' is not set or empty")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":["a","${NOT_SET}"]}]}""", "$.steps[0].path[1]", "the environment variable 'NOT_SET' is not set or empty")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","name":"${LANGUAGE}"}]}""", "$.steps[0].name", "a variable stands in a name")]
    [InlineData("""{"steps":[{"type":"${LANGUAGE}","path":"a"}]}""", "$.steps[0].type", "what '${LANGUAGE}' stands for")]
    [InlineData("""{"lake":"${TMDB_TOKEN:-x}","steps":[STEP]}""", "$.lake", "the environment variable 'TMDB_TOKEN' may hold a secret")]
    [InlineData("""{"lake":"${DB_PASS}","steps":[STEP]}""", "$.lake", "the environment variable 'DB_PASS' may hold a secret")]
    [InlineData("""{"lake":"${PGPASS}","steps":[STEP]}""", "$.lake", "the environment variable 'PGPASS' may hold a secret")]
    [InlineData("""{"lake":"${KEY_PASSPHRASE}","steps":[STEP]}""", "$.lake", "the environment variable 'KEY_PASSPHRASE' may hold a secret")]
    [InlineData("""{"lake":"${MYSQL_PWD}","steps":[STEP]}""", "$.lake", "the environment variable 'MYSQL_PWD' may hold a secret")]
    [InlineData("""{"lake":"${GH_PAT}","steps":[STEP]}""", "$.lake", "the environment variable 'GH_PAT' may hold a secret")]
    [InlineData("""{"lake":"${ConnectionString}","steps":[STEP]}""", "$.lake", "the environment variable 'ConnectionString' may hold a secret")]
    [InlineData("""{"lake":"${PWD}","steps":[STEP]}""", "$.lake", "the environment variable 'PWD' is not set or empty")]
    [InlineData("""{"lake":"${OLDPWD}","steps":[STEP]}""", "$.lake", "the environment variable 'OLDPWD' is not set or empty")]
    [InlineData("""{"lake":"${DATA_PATH}","steps":[STEP]}""", "$.lake", "the environment variable 'DATA_PATH' is not set or empty")]
    [InlineData("""{"lake":"${PASSENGERS}","steps":[STEP]}""", "$.lake", "the environment variable 'PASSENGERS' is not set or empty")]
    [InlineData("""{"lake":"${aws_secret_access_key}","steps":[STEP]}""", "$.lake", "the environment variable 'aws_secret_access_key' may hold a secret")]
    public void A_variable_that_cannot_be_replaced_is_refused_with_its_name_and_place(string json, string path, string wrong)
    {
        var error = Refused(json);

        Assert.Equal(path, error.Target);
        Assert.StartsWith($"The job document 'job.json' is not valid at {path}: {wrong}; expected ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"lake":"https://${VALUE}","steps":[STEP]}""")]
    [InlineData("""{"date":"${VALUE}","steps":[STEP]}""")]
    [InlineData("""{"endpointUrl":"${VALUE}","steps":[STEP]}""")]
    [InlineData("""{"tmdb":{"throttleLimit":"${VALUE}"},"steps":[STEP]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","force":"${VALUE}"}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","delimiter":"${VALUE}"}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","layer":"${VALUE}/.."}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","specification":"${VALUE}/../x"}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a\u0000${VALUE}"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","id":"${VALUE}"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","append":"${VALUE}"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchPeople","person":1,"append":["credits","${VALUE}"]}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","sortBy":"${VALUE}"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","releasedAfter":"${VALUE}"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchPath","path":"../${VALUE}"}]}""")]
    public void No_error_shows_the_value_of_a_variable(string json)
    {
        var error = Refused(json);

        Assert.DoesNotContain(Value, error.ToString() + error.Recommendation, StringComparison.Ordinal);
        Assert.Contains("${VALUE}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_properties_are_no_place_for_variables() =>
        Assert.Equal("${LANGUAGE}", Assert.Single(Parse("""{"steps":[{"type":"SendCsv","path":"a","tags":{"${LANGUAGE}":"b"}}]}""").Steps[0].Tags).Key);

    private static LakeJob Parse(string json) =>
        LakeJobReader.Parse(Encoding.UTF8.GetBytes(json), "job.json", name => Environment.GetValueOrDefault(name));

    private static DataLakeException Refused(string json) => Assert.Throws<DataLakeException>(
        () => Parse(json.Replace("STEP", """{"type":"SendCsv","path":"a"}""", StringComparison.Ordinal)));
}
