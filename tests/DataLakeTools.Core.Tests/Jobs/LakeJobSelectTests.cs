using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class LakeJobSelectTests
{
    [Theory]
    [InlineData(new string[0], new[] { "movies", "series", "crime films", "what?" })]
    [InlineData(new[] { "series" }, new[] { "series" })]
    [InlineData(new[] { "SERIES", "Movies" }, new[] { "movies", "series" })]
    [InlineData(new[] { "*s" }, new[] { "movies", "series", "crime films" })]
    [InlineData(new[] { "*", "movies" }, new[] { "movies", "series", "crime films", "what?" })]
    [InlineData(new[] { "?????s" }, new[] { "movies", "series" })]
    [InlineData(new[] { "what?" }, new[] { "what?" })]
    public void Steps_are_chosen_by_name_in_the_order_of_the_document(string[] patterns, string[] chosen) =>
        Assert.Equal(chosen, Job().SelectSteps(patterns).Steps.Select(step => step.Name));

    [Fact]
    public void A_name_that_no_step_has_is_an_error_that_lists_the_names()
    {
        var error = Assert.Throws<DataLakeException>(() => Job().SelectSteps(["movies", "serie"]));

        Assert.Equal((DataLakeError.InvalidOption, "The job has no step 'serie'.", "serie"), (error.Error, error.Message, error.Target));
        Assert.EndsWith("movies, series, crime films, what?.", error.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void What_else_the_job_says_stays() => Assert.Equal("./lake", Job().SelectSteps(["movies"]).Lake);

    private static LakeJob Job() => LakeJobReader.Parse(
        Encoding.UTF8.GetBytes("""
            {"lake":"./lake","steps":[{"type":"SendCsv","name":"movies","path":"a"},{"type":"SendCsv","name":"series","path":"b"},
            {"type":"SendCsv","name":"crime films","path":"c"},{"type":"SendCsv","name":"what?","path":"d"}]}
            """),
        "job.json");
}
