using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class LakeJobFindingTests
{
    private const string ManyFaults = """
        {
          "lake": "https://x", "date": "tomorrow", "colour": "red",
          "tmdb": { "requestsPerSecond": 0, "throttleLimit": 1.5 },
          "steps": [
            { "type": "SendCsv", "pathh": "a", "force": "yes", "delimiter": "||", "tags": { "a": 1 } },
            { "type": "Send" },
            7,
            { "type": "FetchMovies", "id": ["x", 5, "y"], "releasedBefore": "soon", "format": "Xml", "idsFrom": { "part": { "number": 3, "of": 2 } } },
            { "type": "FetchChanges", "changes": {} },
            { "type": "FetchPath", "path": ["movie/1", "../x"] }
          ]
        }
        """;

    [Fact]
    public void One_look_finds_everything_that_is_wrong_each_with_its_place()
    {
        var findings = Check(ManyFaults);

        Assert.Equal(
            [
                "$.colour", "$.date", "$.lake", "$.steps[0]", "$.steps[0].delimiter", "$.steps[0].force", "$.steps[0].pathh", "$.steps[0].tags.a",
                "$.steps[1].type", "$.steps[2]", "$.steps[3]", "$.steps[3].format", "$.steps[3].id[0]", "$.steps[3].id[2]", "$.steps[3].idsFrom",
                "$.steps[3].releasedBefore", "$.steps[4]", "$.steps[4].changes", "$.steps[5].path[1]", "$.tmdb.requestsPerSecond", "$.tmdb.throttleLimit",
            ],
            findings.Select(finding => finding.JsonPath).Order(StringComparer.Ordinal));
        Assert.All(findings, finding => Assert.False(string.IsNullOrWhiteSpace(finding.Recommendation)));
    }

    [Fact]
    public void A_document_that_is_refused_says_the_first_thing_in_full_and_where_the_others_are()
    {
        var error = Assert.Throws<DataLakeException>(() => Parse("""{"date":"x","steps":[{"type":"SendCsv","path":1,"force":2}]}"""));

        Assert.Equal(
            ("The job document 'job.json' is not valid at $.date: the text 'x'; expected a date as yyyy-MM-dd. Wrong too is '$.steps[0].path', '$.steps[0].force'.", "$.date"),
            (error.Message, error.Target));
    }

    [Theory]
    [InlineData("{", "is not valid JSON at line 1")]
    [InlineData("[]", "expected an object")]
    public void What_is_no_job_at_all_is_one_finding(string json, string said)
    {
        var finding = Assert.Single(Check(json));

        Assert.Equal("$", finding.JsonPath);
        Assert.Contains(said, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_without_fault_has_no_finding() => Assert.Empty(Check("""{"steps":[{"type":"SendCsv","path":"a"}]}"""));

    [Fact]
    public void What_is_refused_has_findings_and_what_is_taken_has_none()
    {
        var random = new Random(7);
        var good = Encoding.UTF8.GetBytes(
            """{"lake":"a","date":"2022-05-02","steps":[{"type":"FetchMovies","genre":["Crime",1],"year":1990,"first":5,"tags":{"a":"${B:-c}"}},{"type":"SendCsv","path":"a","force":true}]}""");
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = good.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(32, 128);
            }

            var isTaken = true;
            try
            {
                LakeJobReader.Parse(bytes, "job.json", _ => null);
            }
            catch (DataLakeException error)
            {
                Assert.Equal(DataLakeError.InvalidJob, error.Error);
                isTaken = false;
            }

            Assert.Equal(isTaken, LakeJobReader.Check(bytes, "job.json", _ => null).Count == 0);
        }
    }

    private static IReadOnlyList<LakeJobFinding> Check(string json) => LakeJobReader.Check(Encoding.UTF8.GetBytes(json), "job.json");

    private static LakeJob Parse(string json) => LakeJobReader.Parse(Encoding.UTF8.GetBytes(json), "job.json");
}
