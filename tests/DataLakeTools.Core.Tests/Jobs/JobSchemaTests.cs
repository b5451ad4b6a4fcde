using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Jobs.Documents.Reading;

namespace DataLakeTools.Core.Tests.Jobs;

/// <summary>The published schema is written from the declarations that the reader uses, and accepts what the reader accepts.</summary>
public sealed class JobSchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllBytes(In("schema", "job.schema.json"))).RootElement;
    private static readonly JsonSchemaCheck Checked = new(Schema);

    // Where objects stand in a document, with ? for the object; and the schema of the object.
    private static readonly Dictionary<string, (string Document, string Place, string Definition)> Places = PlacesOf();

    private static readonly string[] Valid =
    [
        """{"$schema":"s","name":"n","lake":"s3://data-lake/zone","date":"2022-05-02","noResume":false,"profileName":"p","region":"r","endpointUrl":"http://localhost:9000","connectionTimeoutSeconds":1,"timeoutSeconds":3600,"retries":0,"notify":{"on":"Always","webhook":"https://x/y"},"steps":[{"type":"SendCsv","path":"a"}]}""",
        """{"tmdb":{"endpoint":"https://x/3","language":"pt-BR","region":"BR","requestsPerSecond":40,"throttleLimit":1,"timeoutSeconds":5,"retries":3,"rateLimitWaitSeconds":0,"cachePath":"c"},"steps":[{"type":"FetchGenres","media":"Series"}]}""",
        """{"steps":[{"type":"SendCsv","name":"n","path":["a","b*.csv"],"layer":"L","origin":"O","specification":"","delimiter":"\t","skipCheck":true,"force":false,"noResume":true,"partSize":5242880,"throttleLimit":256,"storageClass":"GLACIER","kmsKeyId":"k","tags":{"a":""}}]}""",
        """{"steps":[{"type":"FetchMovies","genre":["Crime",80],"excludeGenre":35,"company":1,"keyword":"k","excludeKeyword":["k"],"match":"All","year":1990,"releasedAfter":"1989-12-31","releasedBefore":1991,"originalLanguage":"pt","originCountry":"BR","minVoteCount":0,"minVoteAverage":0.5,"maxVoteAverage":10,"minRuntime":1,"maxRuntime":2,"sortBy":"revenue.desc","includeAdult":true,"first":1,"cast":1,"crew":"x","people":[1],"append":"credits","format":"JsonLines","maxRecords":100,"maxBytes":64,"replace":true,"optional":true}]}""",
        """{"steps":[{"type":"FetchMovies","all":true,"undated":true,"summary":true}]}""",
        """{"steps":[{"type":"FetchMovies","id":[550,"tt0137523"]},{"type":"FetchMovies","idsFrom":{"path":"a.csv","column":"id","where":{"genero":"Crime"},"delimiter":"|","part":{"number":2,"of":2}}}]}""",
        """{"steps":[{"type":"FetchMovies","title":"City","year":2002,"includeAdult":true},{"type":"FetchMovies","id":[550],"title":["Fight Club"],"year":1999,"includeAdult":true},{"type":"FetchMovies","collection":[10]},{"type":"FetchMovies","person":"X"},{"type":"FetchMovies","changes":{"since":"2024-01-01","until":"2024-01-31"}}]}""",
        """{"steps":[{"type":"FetchSeries","network":1},{"type":"FetchSeries","person":1},{"type":"FetchSeries","changes":{"days":366}}]}""",
        """{"steps":[{"type":"FetchCollections","collection":10},{"type":"FetchCollections","search":"x","first":3},{"type":"FetchCollections","movies":{"genre":"War","all":true},"append":["images"]}]}""",
        """{"steps":[{"type":"FetchPeople","person":["X",1],"append":"movie_credits"},{"type":"FetchKeywords","keyword":"heist"},{"type":"FetchKeywords","search":"war"}]}""",
        """{"steps":[{"type":"FetchChanges","days":1},{"type":"FetchChanges","since":"2024-01-01","until":"2024-01-02","kind":"Person"}]}""",
        """{"steps":[{"type":"FetchPath","path":["movie/550/reviews","trending/movie/week"],"query":{"language":"pt"},"allPages":true,"expandResults":true,"first":5}]}""",
        """{"steps":[{"type":"BuildTables","layer":"Trusted","force":true,"model":"m","workPath":"w","memoryLimit":8000000000,"throttleLimit":2,"storageClass":"STANDARD_IA","kmsKeyId":"k","tags":{"a":"b"}},{"type":"TestTables","table":["fact_title","dim_genre"],"model":"m"}]}""",
        """{"steps":[{"type":"BuildTables"},{"type":"TestTables","table":"fact_title"}]}""",
        """{"steps":[{"type":"BuildTables","engine":"athena","workflow":"arn:aws:states:sa-east-1:123456789012:stateMachine:x"},{"type":"BuildTables","engine":"duckdb"}]}""",
        """{"steps":[{"type":"SendJson","path":["a.json","b*.jsonl"],"format":"JsonLines","maxRecords":10,"maxBytes":1000000,"layer":"L","origin":"TMDB","specification":"Movies","storageClass":"GLACIER","kmsKeyId":"k","tags":{"a":"b"}}]}""",
        """{"steps":[{"type":"ExportDashboard","question":["professions","studio-budgets"],"language":"pt-BR","force":true,"model":"m","workPath":"w","memoryLimit":8000000000,"storageClass":"STANDARD_IA","kmsKeyId":"k","tags":{"a":"b"}},{"type":"ExportDashboard"}]}""",
        """{"lake":"${LAKE:-./lake}","date":"${D:-2022-05-02}","tmdb":{"requestsPerSecond":"${R:-5}"},"steps":[{"type":"FetchMovies","first":"${N:-5}","all":"${A:-false}","genre":"${G:-War}","sortBy":"${S:-title.asc}","releasedAfter":"${Y:-1990}"}]}""",
    ];

    public static TheoryData<string> PlaceNames { get; } = [.. Places.Keys];

    public static TheoryData<string> ValidDocuments { get; } = [.. Valid];

    public static TheoryData<string> Samples { get; } = [.. Directory.EnumerateFiles(In("samples"), "*.json").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    // UPDATE_SCHEMA=1 writes the file anew after a declaration has changed.
    [Fact]
    public void The_published_schema_is_the_one_that_the_readers_declare()
    {
        var path = In("schema", "job.schema.json");
        if (Environment.GetEnvironmentVariable("UPDATE_SCHEMA") == "1")
        {
            File.WriteAllText(path, JobSchema.Write());
        }

        Assert.Equal(JobSchema.Write(), File.ReadAllText(path), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [MemberData(nameof(PlaceNames))]
    public void Schema_and_reader_know_the_same_properties(string place)
    {
        var known = Properties(place).Select(property => property.Name);

        Assert.Equal(KnownToReader(place).Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(PlaceNames))]
    public void Schema_and_reader_want_the_same_of_each_property(string place)
    {
        foreach (var property in Properties(place))
        {
            foreach (var (wrong, expected) in Wrong(Checked.Follow(property.Value)))
            {
                var said = Expected(place, property.Name, wrong);
                Assert.True(said == expected, $"{property.Name}: {wrong}: the reader expects '{said}', the schema '{expected}'");
            }
        }
    }

    [Theory]
    [MemberData(nameof(PlaceNames))]
    public void Every_property_is_described(string place) =>
        Assert.All(Properties(place), property => Assert.True(Checked.Chain(property.Value).Any(schema => schema.TryGetProperty("description", out _)), property.Name));

    [Theory]
    [MemberData(nameof(ValidDocuments))]
    public void What_is_valid_is_valid_for_both(string json)
    {
        Assert.Empty(Findings(json));
        Assert.True(Checked.IsValid(JsonDocument.Parse(json).RootElement));
    }

    [Fact]
    public void Every_property_stands_in_a_document_that_is_valid_for_both()
    {
        var all = string.Concat(Valid);

        Assert.All(
            Places.Keys.SelectMany(Properties).Select(property => property.Name).Distinct(), name => Assert.Contains($"\"{name}\":", all, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""{"steps":[]}""")]
    [InlineData("""{"steps":{}}""")]
    [InlineData("""{"steps":[7]}""")]
    [InlineData("""{"steps":[{}]}""")]
    [InlineData("""{"steps":[{"type":"Send"}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv"}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":[]}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":""}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":1}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","tags":{"a":1}}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","delimiter":"||"}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","delimiter":"\u0000"}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","delimiter":"\""}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","delimiter":"é"}]}""")]
    [InlineData("""{"steps":[{"type":"SendCsv","path":"a","genre":"Crime"}]}""")]
    [InlineData("""{"date":"2022-13-01","steps":[{"type":"SendCsv","path":"a"}]}""")]
    [InlineData("""{"endpointUrl":"localhost:9000","steps":[{"type":"SendCsv","path":"a"}]}""")]
    [InlineData("""{"lake":"","steps":[{"type":"SendCsv","path":"a"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","genre":[]}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","genre":[["Crime"]]}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","first":5,"all":true}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","network":1}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","releasedBefore":"soon"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","idsFrom":{}}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","idsFrom":{"path":"a","part":{"number":1}}}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","changes":{}}]}""")]
    [InlineData("""{"steps":[{"type":"FetchMovies","changes":{"days":1,"since":"2024-01-01"}}]}""")]
    [InlineData("""{"steps":[{"type":"FetchSeries","cast":"x"}]}""")]
    [InlineData("""{"steps":[{"type":"BuildTables","layer":"Raw"}]}""")]
    [InlineData("""{"steps":[{"type":"BuildTables","specification":"Movies"}]}""")]
    [InlineData("""{"steps":[{"type":"BuildTables","engine":"Spark"}]}""")]
    [InlineData("""{"steps":[{"type":"BuildTables","memoryLimit":"2 GB"}]}""")]
    [InlineData("""{"steps":[{"type":"TestTables","table":[]}]}""")]
    [InlineData("""{"steps":[{"type":"SendJson"}]}""")]
    [InlineData("""{"steps":[{"type":"SendJson","path":"a","delimiter":","}]}""")]
    [InlineData("""{"steps":[{"type":"ExportDashboard","language":"fr"}]}""")]
    [InlineData("""{"steps":[{"type":"ExportDashboard","path":"films.html"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchCollections"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchCollections","collection":1,"first":1}]}""")]
    [InlineData("""{"steps":[{"type":"FetchCollections","movies":{"id":1}}]}""")]
    [InlineData("""{"steps":[{"type":"FetchCollections","movies":{"first":1,"all":true}}]}""")]
    [InlineData("""{"steps":[{"type":"FetchPeople"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchKeywords","keyword":"x","append":"y"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchChanges"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchChanges","days":1,"since":"2024-01-01"}]}""")]
    [InlineData("""{"steps":[{"type":"FetchPath"}]}""")]
    public void What_is_not_valid_is_refused_by_both(string json)
    {
        Assert.NotEmpty(Findings(json));
        Assert.False(Checked.IsValid(JsonDocument.Parse(json).RootElement));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_valid_and_names_the_schema(string sample)
    {
        var json = File.ReadAllText(In("samples", sample));
        var root = JsonDocument.Parse(json).RootElement;

        Assert.Empty(Findings(json));
        Assert.True(Checked.IsValid(root));
        Assert.Equal(In("schema", "job.schema.json"), Path.GetFullPath(root.GetProperty("$schema").GetString()!, In("samples")));
    }

    private static Dictionary<string, (string Document, string Place, string Definition)> PlacesOf()
    {
        var places = new Dictionary<string, (string Document, string Place, string Definition)>
        {
            ["job"] = ("?", "$", ""),
            ["tmdb"] = ("""{"tmdb":?,"steps":[{"type":"SendCsv","path":"a"}]}""", "$.tmdb", "tmdb"),
            ["idsFrom"] = ("""{"steps":[{"type":"FetchMovies","idsFrom":?}]}""", "$.steps[0].idsFrom", "idsFrom"),
            ["idsFrom.part"] = ("""{"steps":[{"type":"FetchMovies","idsFrom":{"path":"a","part":?}}]}""", "$.steps[0].idsFrom.part", "idsFrom/properties/part"),
            ["changes"] = ("""{"steps":[{"type":"FetchSeries","changes":?}]}""", "$.steps[0].changes", "changes"),
            ["movies"] = ("""{"steps":[{"type":"FetchCollections","movies":?}]}""", "$.steps[0].movies", "movieTraits"),
        };
        foreach (var type in Schema.GetProperty("$defs").GetProperty("step").GetProperty("properties").GetProperty("type").GetProperty("enum").EnumerateArray())
        {
            places[type.GetString()!] = ($$"""{"steps":[?]}""", "$.steps[0]", type.GetString()!);
        }

        return places;
    }

    private static IEnumerable<JsonProperty> Properties(string place)
    {
        var definition = Places[place].Definition;
        return (definition.Length == 0 ? Schema : definition.Split('/').Aggregate(Schema.GetProperty("$defs"), (at, name) => at.GetProperty(name)))
            .GetProperty("properties").EnumerateObject();
    }

    // What the reader says it knows where something stands that it does not know.
    private static string[] KnownToReader(string place) => Expected(place, "nobodyKnowsThis", "1")!["one of ".Length..].Split(", ");

    private static string? Expected(string place, string property, string value)
    {
        var (document, path, definition) = Places[place];
        var type = document.EndsWith("[?]}", StringComparison.Ordinal) && property != "type" ? $"\"type\":\"{definition}\"," : string.Empty;
        var json = document.Replace("?", $"{{{type}\"{property}\":{value}}}", StringComparison.Ordinal);
        return Findings(json).FirstOrDefault(finding => finding.JsonPath == $"{path}.{property}")?.Expected;
    }

    // Values that the schema does not take, and what a reader that wants the same says of them.
    private static IEnumerable<(string Wrong, string? Expected)> Wrong(JsonElement schema)
    {
        var ways = schema.TryGetProperty("anyOf", out var any) ? any.EnumerateArray().ToList() : [schema];
        var words = ways.Find(way => way.TryGetProperty("enum", out _));
        if (words.ValueKind == JsonValueKind.Object)
        {
            yield return ("\"nobodySaysThis\"", $"one of {string.Join(", ", words.GetProperty("enum").EnumerateArray().Select(word => word.GetString()))}");
        }

        var number = ways.Find(way => way.TryGetProperty("maximum", out _));
        if (number.ValueKind == JsonValueKind.Object && ways.Count == 2)
        {
            var (least, most) = (number.GetProperty("minimum").GetInt64(), number.GetProperty("maximum").GetInt64());
            var kind = number.GetProperty("type").GetString() == "integer" ? "a whole number" : "a number";
            foreach (var wrong in (long[])[least - 1, most + 1])
            {
                yield return (wrong.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{kind} from {least} to {most}"));
            }
        }

        if (ways.Exists(way => way.TryGetProperty("type", out var type) && type.GetString() == "boolean"))
        {
            yield return ("\"yes\"", "true or false");
        }
    }

    private static IReadOnlyList<LakeJobFinding> Findings(string json) => LakeJobReader.Check(Encoding.UTF8.GetBytes(json), "job.json", _ => null);

    private static string In(params string[] segments) => Path.GetFullPath(Path.Combine([Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "module", .. segments]));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
