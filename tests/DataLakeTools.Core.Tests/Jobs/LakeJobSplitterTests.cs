using System.Globalization;
using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Splitting;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class LakeJobSplitterTests : IDisposable
{
    private static readonly DateOnly Today = new(2024, 6, 15);

    private readonly LocalFolder _local = new();

    public void Dispose() => _local.Dispose();

    [Fact]
    public void Windows_cover_every_day_of_the_whole_exactly_once()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            DateOnly? from = random.Next(4) == 0 ? null : Today.AddDays(-random.Next(1, 50_000));
            DateOnly? to = random.Next(4) == 0 ? null : (from ?? Today.AddDays(-60_000)).AddDays(random.Next(0, 30_000));
            var dates = (from is { } first ? $",\"releasedAfter\":\"{first.AddDays(-1):yyyy-MM-dd}\"" : "") + (to is { } last ? $",\"releasedBefore\":\"{last.AddDays(1):yyyy-MM-dd}\"" : "");
            var options = random.Next(3) == 0
                ? Options() with { Window = (LakeJobWindow)random.Next(1, 3) }
                : Options() with { Parts = random.Next(1, 60) };

            var parts = Split($$"""{"steps":[{"type":"FetchMovies","all":true{{dates}}}]}""", options);

            var steps = parts.SelectMany(part => part.Steps).Cast<FetchTitlesStep>().Select(step => step.Options.QueryWithNames.Query).ToList();
            var dated = steps.Where(query => !query.OnlyUndated).ToList();
            Assert.Equal((from, to), (dated[0].From, dated[^1].To));
            for (var i = 1; i < dated.Count; i++)
            {
                Assert.Equal(dated[i - 1].To!.Value.AddDays(1), dated[i].From);
            }

            Assert.All(dated, query => Assert.True((query.From ?? DateOnly.MinValue) <= (query.To ?? DateOnly.MaxValue)));

            // Windows have no titles without a date; a query without dates has.
            var isWhole = dated.Count == 1;
            Assert.Equal(from is null && to is null && !isWhole ? 1 : 0, steps.Count(query => query.OnlyUndated));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 10)]
    [InlineData(400, 365)]
    public void There_are_as_many_parts_as_asked_for_or_as_there_are_days(int asked, int made) =>
        Assert.Equal(made, Split("""{"steps":[{"type":"FetchMovies","all":true,"year":2023}]}""", Options() with { Parts = asked }).Count);

    [Fact]
    public void A_window_is_a_year_of_the_calendar()
    {
        var parts = Split("""{"steps":[{"type":"FetchSeries","name":"s","all":true,"releasedAfter":"2019-06-30","releasedBefore":2022}]}""", Options() with { Window = LakeJobWindow.Year });

        Assert.Equal(
            ["2019-07-01 2019-12-31", "2020-01-01 2020-12-31", "2021-01-01 2021-12-31"],
            parts.Select(part => ((FetchTitlesStep)part.Steps[0]).Options.QueryWithNames.Query).Select(query => $"{query.From:yyyy-MM-dd} {query.To:yyyy-MM-dd}"));
    }

    [Fact]
    public void Later_windows_are_shorter_because_more_titles_come_out()
    {
        var days = Split("""{"steps":[{"type":"FetchMovies","all":true,"releasedAfter":1949,"releasedBefore":2024}]}""", Options() with { Parts = 4 })
            .Select(part => ((FetchTitlesStep)part.Steps[0]).Options.QueryWithNames.Query).Select(query => query.To!.Value.DayNumber - query.From!.Value.DayNumber).ToList();

        Assert.Equal(days.OrderDescending(), days);
    }

    [Fact]
    public void Ids_of_all_parts_are_those_of_the_whole_each_once()
    {
        var random = new Random(5);
        for (var round = 0; round < 100; round++)
        {
            var count = random.Next(1, 80);
            int[] ids = [.. Enumerable.Range(1, count).Select(id => id * 7)];
            var parts = Split($$"""{"steps":[{"type":"FetchMovies","id":{{JsonSerializer.Serialize(ids)}}}]}""", Options() with { By = LakeJobSplitBy.Id, Parts = random.Next(1, 40) });

            Assert.Equal(ids, parts.SelectMany(part => part.Steps).Cast<FetchTitlesStep>().SelectMany(step => step.Ids).Select(id => id.TmdbId!.Value));
            Assert.All(parts, part => Assert.NotEmpty(part.Steps));
        }
    }

    [Fact]
    public void Ids_of_a_file_are_in_exactly_one_part_too()
    {
        _local.Write("ids.csv", "id\n" + string.Concat(Enumerable.Range(0, 500).Select(i => i % 3 == 0 ? $"tt{i + 1:D7}\n" : $"{(i * 31) + 1}\n")) + "1\ntt0000001\nnone\n");
        List<TmdbItemId> Read(LakeJob job) => [.. job.Steps.Cast<FetchTitlesStep>().SelectMany(step => step.IdsFrom!.Read(_local.Root))];
        const string Json = """{"steps":[{"type":"FetchMovies","idsFrom":{"path":"ids.csv"}}]}""";

        var whole = Read(LakeJobReader.Parse(Encoding.UTF8.GetBytes(Json), "job.json"));
        var parts = Split(Json, Options() with { By = LakeJobSplitBy.Id, Parts = 7 }).Select(Read).ToList();

        Assert.Equal(7, parts.Count);
        Assert.Equal(whole.Order(Comparer<TmdbItemId>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))),
            parts.SelectMany(ids => ids).Order(Comparer<TmdbItemId>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))));
        Assert.All(parts, ids => Assert.InRange(ids.Count, whole.Count / 14, whole.Count / 3));
    }

    [Fact]
    public void What_is_not_cut_is_in_the_first_part_and_nowhere_else()
    {
        var parts = Split(
            """
            {"lake":"s3://data-lake","date":"2022-05-02","tmdb":{"language":"${NOT_SET_ANYWHERE:-pt-BR}"},"steps":[{"type":"SendCsv","path":"a.csv"},
            {"type":"FetchMovies","name":"crime","genre":"Crime","all":true,"specification":"Movies/Crime"},{"type":"FetchChanges","days":1},
            {"type":"FetchSeries","all":true,"year":1990}]}
            """,
            Options() with { Parts = 3 });

        Assert.Equal(
            ["step 1, crime, step 3, step 4", "crime, step 4", "crime, crime undated, step 4"],
            parts.Select(part => string.Join(", ", part.Steps.Select(step => step.Name))));
        Assert.Equal(["job-part-0001", "job-part-0002", "job-part-0003"], parts.Select(part => part.Name));
        Assert.All(parts, part => Assert.Equal(("s3://data-lake", new DateOnly(2022, 5, 2), "pt-BR"), (part.Lake, part.Date, part.Tmdb.Language)));
        Assert.All(parts.SelectMany(part => part.Steps).Where(step => step.Name.StartsWith("crime", StringComparison.Ordinal)), step =>
        {
            var crime = (FetchTitlesStep)step;
            Assert.Equal("Movies/Crime", crime.Specification);
            Assert.Equal(["Crime"], crime.Options.QueryWithNames.Genres);
        });
    }

    [Fact]
    public void What_tables_are_made_of_is_all_there_before_the_last_part_makes_them()
    {
        var parts = Split(
            """
            {"steps":[{"type":"FetchMovies","name":"crime","genre":"Crime","all":true,"year":1990},{"type":"BuildTables","name":"build"},{"type":"TestTables","name":"test"}]}
            """,
            Options() with { Parts = 2 });

        Assert.Equal(["crime", "crime", "build, test"], parts.Select(part => string.Join(", ", part.Steps.Select(step => step.Name))));
        Assert.Equal("job-part-0003", parts[^1].Name);
    }

    [Fact]
    public void A_model_is_found_from_another_folder()
    {
        var job = _local.Write("job.json", """{"steps":[{"type":"FetchMovies","all":true,"year":1990},{"type":"BuildTables","model":"my-model","workPath":"work"}]}""");

        var parts = LakeJobSplitter.Split(job, Options() with { Parts = 2, TargetFolder = Path.Combine(_local.Root, "parts") }, Today);

        using var last = JsonDocument.Parse(parts[^1].Json);
        var step = last.RootElement.GetProperty("steps")[0];
        Assert.Equal(("../my-model", "work"), (step.GetProperty("model").GetString(), step.GetProperty("workPath").GetString()));
    }

    [Fact]
    public void Variables_stay_variables()
    {
        var part = LakeJobSplitter.Split(
            _local.Write("job.json", """{"lake":"${NOT_SET_ANYWHERE:-./lake}","steps":[{"type":"FetchMovies","all":true,"year":2000}]}"""), Options() with { Parts = 2 }, Today)[0];

        Assert.Contains("\"lake\": \"${NOT_SET_ANYWHERE:-./lake}\"", part.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Relative_paths_lead_to_the_same_files_from_another_folder()
    {
        var job = _local.Write("job.json", """
            {"$schema":"../schema/job.schema.json","steps":[{"type":"SendCsv","path":["data/a.csv","/full/b.csv","${NOT_SET_ANYWHERE:-c}.csv"]},
            {"type":"FetchMovies","idsFrom":{"path":"ids.csv"}},{"type":"FetchPath","path":"trending/movie/week"},
            {"type":"SendJson","path":"data/a.json"}]}
            """);

        var json = LakeJobSplitter.Split(job, Options() with { By = LakeJobSplitBy.Id, Parts = 1, TargetFolder = Path.Combine(_local.Root, "out", "parts") }, Today)[0].Json;

        using var part = JsonDocument.Parse(json);
        Assert.Equal("../../../schema/job.schema.json", part.RootElement.GetProperty("$schema").GetString());
        var steps = part.RootElement.GetProperty("steps");
        Assert.Equal(["../../data/a.csv", "/full/b.csv", "../../${NOT_SET_ANYWHERE:-c}.csv"], steps[0].GetProperty("path").EnumerateArray().Select(path => path.GetString()));
        Assert.Equal("../../ids.csv", steps[1].GetProperty("idsFrom").GetProperty("path").GetString());
        Assert.Equal("trending/movie/week", steps[2].GetProperty("path").GetString());
        Assert.Equal("../../data/a.json", steps[3].GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("""{"type":"FetchMovies","first":100}""", "ReleaseDate", "does not fetch 'all' titles")]
    [InlineData("""{"type":"BuildTables"}""", "Id", "tables are made of what all parts write")]
    [InlineData("""{"type":"ExportDashboard"}""", "Id", "tables are made of what all parts write")]
    [InlineData("""{"type":"SendJson","path":"a"}""", "Id", "nothing to cut")]
    [InlineData("""{"type":"FetchMovies","all":true,"replace":true}""", "ReleaseDate", "every part would remove what the others wrote")]
    [InlineData("""{"type":"FetchMovies","all":true,"undated":true}""", "ReleaseDate", "have no date")]
    [InlineData("""{"type":"FetchMovies","id":[1,2]}""", "ReleaseDate", "are named, not found by their traits")]
    [InlineData("""{"type":"FetchMovies","all":true}""", "Id", "it has no ids")]
    [InlineData("""{"type":"FetchMovies","id":[1,2],"first":1}""", "Id", "it has 'first'")]
    [InlineData("""{"type":"FetchMovies","idsFrom":{"path":"a","part":{"number":1,"of":2}}}""", "Id", "are a part already")]
    [InlineData("""{"type":"FetchMovies","id":1,"title":"x"}""", "Id", "more than ids")]
    [InlineData("""{"type":"SendCsv","path":"a"}""", "ReleaseDate", "nothing to cut")]
    public void A_job_that_cannot_be_cut_is_refused_with_the_reason(string step, string by, string reason)
    {
        var error = Assert.Throws<DataLakeException>(() => Split($$"""{"steps":[{{step}}]}""", Options() with { By = Enum.Parse<LakeJobSplitBy>(by), Parts = 2 }));

        Assert.Equal((DataLakeError.InvalidOption, "No step of this job can be cut."), (error.Error, error.Message));
        Assert.StartsWith("'step 1': ", error.Recommendation, StringComparison.Ordinal);
        Assert.Contains(reason, error.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_step_that_cannot_be_cut_is_refused_though_others_can()
    {
        const string Json = """{"steps":[{"type":"FetchMovies","name":"a","all":true},{"type":"FetchMovies","name":"b","first":5}]}""";

        Assert.Contains("'b'", Assert.Throws<DataLakeException>(() => Split(Json, Options() with { Parts = 2, Steps = ["*"] })).Recommendation, StringComparison.Ordinal);
        Assert.Equal(2, Split(Json, Options() with { Parts = 2, Steps = ["a"] }).Count);
    }

    [Theory]
    [InlineData(null, null, "ReleaseDate")]
    [InlineData(2, LakeJobWindow.Year, "ReleaseDate")]
    [InlineData(null, LakeJobWindow.Year, "Id")]
    [InlineData(0, null, "ReleaseDate")]
    [InlineData(10_000, null, "ReleaseDate")]
    public void Options_that_mean_no_cut_are_refused(int? parts, LakeJobWindow? window, string by) => Assert.Equal(
        DataLakeError.InvalidOption,
        Assert.Throws<DataLakeException>(() => Split(
            """{"steps":[{"type":"FetchMovies","all":true}]}""", Options() with { Parts = parts, Window = window, By = Enum.Parse<LakeJobSplitBy>(by) })).Error);

    // As a pattern of the file system, '?????' would find the parts of a job 'crime' and -Force remove them.
    [Theory]
    [InlineData("../../x")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("C:x")]
    [InlineData("a*")]
    [InlineData("????")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public void A_name_that_is_no_name_of_a_file_everywhere_is_refused(string name) => Assert.Equal(DataLakeError.InvalidKey, RefusalOf(name));

    [Fact]
    public void A_name_has_room_for_what_the_file_of_a_part_adds_to_it()
    {
        Assert.Null(RefusalOf(new string('x', 240)));
        Assert.Equal(DataLakeError.InvalidKey, RefusalOf(new string('x', 241)));
        Assert.Equal(DataLakeError.InvalidKey, RefusalOf(new string('é', 121)));
    }

    private DataLakeError? RefusalOf(string name)
    {
        try
        {
            var path = _local.Write("job.json", """{"steps":[{"type":"FetchMovies","all":true}]}""");
            LakeJobSplitter.Split(path, Options() with { Parts = 2, Name = name }, Today);
            return null;
        }
        catch (DataLakeException exception)
        {
            return exception.Error;
        }
    }

    private LakeJobSplitOptions Options() => new() { Name = "job", SourceFolder = _local.Root };

    private IReadOnlyList<LakeJob> Split(string json, LakeJobSplitOptions options) =>
    [
        .. LakeJobSplitter.Split(_local.Write("job.json", json), options, Today)
            .Select((part, index) =>
            {
                Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"job-part-{index + 1:D4}"), part.Name);
                return LakeJobReader.Parse(Encoding.UTF8.GetBytes(part.Json), part.Name);
            }),
    ];
}
