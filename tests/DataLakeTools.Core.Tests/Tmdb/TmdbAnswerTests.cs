using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.TestServers.Tmdb;
using static DataLakeTools.Core.Tests.Tmdb.TmdbStreams;

namespace DataLakeTools.Core.Tests.Tmdb;

/// <summary>What becomes of answers that arrive and are not what was asked for.</summary>
public sealed class TmdbAnswerTests
{
    private const string Film = """{"id":4,"title":"Um"}""";

    public static TheoryData<TmdbFault> Unusable => [TmdbFault.DamagedGzip, TmdbFault.NotUtf8, TmdbFault.NoSuccess, TmdbFault.EmptyObject];

    public static TheoryData<string, string> UnusableEntries => new()
    {
        { """{"id":null,"title":"a"}""", "has the id null" },
        { """{"title":"a"}""", "has no id" },
        { """{"id":"550","title":"a"}""", "has the id \"550\"" },
        { """{"id":550.5}""", "has the id 550.5" },
        { """{"id":-3}""", "has the id -3" },
        { """{"id":0}""", "has the id 0" },
        { """{"id":99999999999}""", "has the id 99999999999" },
        { """{"id":{"n":1}}""", "has the id {\"n\":1}" },
        { "null", "is no object" },
        { "7", "is no object" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    [InlineData(TmdbFault.PlainDeclaredGzip)]
    public async Task An_answer_that_cannot_be_used_is_asked_for_again(TmdbFault fault)
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(fault, where: "/movie/2", times: 2);

        var ids = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(1, 2, 3)).IdsAsync();

        Assert.Equal([1, 2, 3], ids);
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task An_answer_that_is_never_usable_is_an_error_of_that_title_and_the_others_go_on(TmdbFault fault)
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(fault, where: "/movie/2", times: int.MaxValue);

        var results = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(1, 2, 3)).AllAsync();

        Assert.Equal(new int?[] { 1, null, 3 }, results.Select(result => result.Record?.Id));
        Assert.Equal((DataLakeError.TmdbInvalidAnswer, "2"), (results[1].Error!.Error, (string)results[1].Error!.Target!));
    }

    [Fact]
    public async Task An_error_says_how_many_attempts_there_were()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.NoSuccess, times: int.MaxValue);
        var client = tmdb.Client();

        var error = Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).AllAsync()).Error!;

        Assert.Contains($"in {client.Statistics.Requests} attempts", error.Message, StringComparison.Ordinal);
        Assert.Contains("Busy.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_collection_that_is_never_usable_is_its_own_error_and_the_others_go_on(TmdbFault fault)
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(fault, where: "/collection/6", times: int.MaxValue);

        var results = await tmdb.Client().GetCollectionMoviesAsync(Stream(1, 6, 11)).AllAsync();

        Assert.Equal(DataLakeError.TmdbInvalidAnswer, Assert.Single(results, result => !result.IsRecord).Error!.Error);
        Assert.True(results.Count > 2 && results[^1].IsRecord);
    }

    [Fact]
    public async Task An_entry_without_an_id_is_not_one_of_the_first()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Override = path => path.StartsWith("/3/collection/1", StringComparison.Ordinal)
            ? TmdbReply.Ok("""{"id":1,"parts":[{"id":null,"title":"a"},{"id":3,"title":"b"},{"title":"c"},{"id":4,"title":"d"},{"id":5,"title":"e"}]}""") : null;
        var titles = new TmdbTitles(tmdb.Client(), new TmdbTitleOptions(new TmdbQueryWithNames(new TmdbMovieQuery())) { First = 2 }, SilentReporter.Instance);

        var results = await titles.ReadAsync(Stream(new TmdbReference(TmdbKind.Collection, new TmdbItemId(1)))).AllAsync();

        Assert.Equal([null, 3, null, 4], results.Select(result => result.Record?.Id));
    }

    [Theory]
    [InlineData(TmdbFault.NoSuccess, 1)]
    [InlineData(TmdbFault.EmptyObject, 1)]
    [InlineData(TmdbFault.NoSuccess, 2)]
    [InlineData(TmdbFault.WrongPage, 2)]
    public async Task A_page_without_its_list_is_not_the_end_of_the_list(TmdbFault fault, int page)
    {
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client();
        var since = new DateOnly(2026, 1, 1);
        Func<IAsyncEnumerable<TmdbResult>>[] lists =
        [
            () => client.GetChangesAsync(TmdbKind.Movie, since, since.AddDays(13)),
            () => client.SearchAsync(new TmdbSearch(TmdbKind.Movie, "Film")),
            () => client.DiscoverAsync(new TmdbMovieQuery(), 100),
            () => client.DiscoverAllAsync(new TmdbMovieQuery(), new TmdbCrawlReport()),
            () => client.GetPathAsync(new TmdbPathQuery("movie/1/reviews") { AllPages = true, ExpandResults = true }),
        ];
        foreach (var list in lists)
        {
            tmdb.Server.Mend();
            var expected = (await list().RecordsAsync()).Count;
            tmdb.Server.Break(fault, where: $"page={page}", times: 1);
            Assert.Equal(expected, (await list().RecordsAsync()).Count);
            tmdb.Server.Break(fault, where: $"page={page}", times: int.MaxValue);
            Assert.Equal(DataLakeError.TmdbInvalidAnswer, (await list().ErrorAsync()).Error);
        }
    }

    [Fact]
    public async Task A_part_that_does_not_come_is_asked_for_once_more()
    {
        await using var tmdb = await StandIn.StartAsync();
        var isFirst = true;
        tmdb.Server.Override = path => path.Contains("/movie/4", StringComparison.Ordinal) && Interlocked.Exchange(ref isFirst, false) ? TmdbReply.Ok(Film) : null;
        var client = tmdb.Client();

        var record = Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, Ids(4), ["keywords"]).RecordsAsync());

        Assert.Equal("movie/{id}?append=keywords", record.Structure);
        Assert.Equal((2, 0), (client.Statistics.Requests, client.Statistics.MissingParts.Records));
    }

    [Fact]
    public async Task A_part_that_never_comes_is_not_asked_for_twice_with_every_record()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Override = _ => TmdbReply.Ok(Film);
        var client = tmdb.Client(tmdb.Options with { ThrottleLimit = 1 });

        await client.GetDetailsAsync(TmdbKind.Movie, Ids(4, 4, 4, 4, 4, 4, 4), ["keywords"]).RecordsAsync();

        Assert.Equal((10, 7), (client.Statistics.Requests, client.Statistics.MissingParts.Records));
    }

    [Fact]
    public async Task A_part_that_has_come_once_is_asked_for_again_wherever_it_is_missing()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Override = path => path.Contains("/movie/1?", StringComparison.Ordinal) ? null : TmdbReply.Ok(Film);
        var client = tmdb.Client(tmdb.Options with { ThrottleLimit = 1 });

        await client.GetDetailsAsync(TmdbKind.Movie, Ids(1, 4, 4, 4, 4, 4), ["keywords"]).RecordsAsync();

        Assert.Equal((11, 5), (client.Statistics.Requests, client.Statistics.MissingParts.Records));
    }

    [Fact]
    public async Task Records_without_a_part_that_was_asked_for_are_a_structure_of_their_own_and_counted()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Override = path => path.Contains("/movie/4", StringComparison.Ordinal) ? TmdbReply.Ok("""{"id":4,"title":"Um","credits":{"cast":[]}}""") : null;
        var client = tmdb.Client();

        var records = await client.GetDetailsAsync(TmdbKind.Movie, Ids(3, 4, 5), ["keywords", "credits"]).RecordsAsync();

        Assert.Equal(
            ["movie/{id}?append=credits,keywords", "movie/{id}?append=credits", "movie/{id}?append=credits,keywords"],
            records.Select(record => record.Structure));
        Assert.Equal(
            "1 record came from TMDB without a part that was asked for (keywords: 1); files keep them apart as a structure of their own.",
            client.Statistics.MissingParts.ToString());
    }

    [Fact]
    public async Task A_page_of_any_path_that_is_no_page_is_an_error()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.EmptyObject, where: "page=2", times: int.MaxValue);

        var error = await tmdb.Client().GetPathAsync(new TmdbPathQuery("movie/1/reviews") { AllPages = true }).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbInvalidAnswer, error.Error);
    }

    [Fact]
    public async Task A_path_without_results_has_none_to_expand_and_that_is_an_error()
    {
        await using var tmdb = await StandIn.StartAsync();

        var error = await tmdb.Client().GetPathAsync(new TmdbPathQuery("configuration") { ExpandResults = true }).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbInvalidAnswer, error.Error);
        Assert.Contains("has no list 'results'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_that_are_fewer_than_TMDB_counts_are_an_error_with_the_exact_number()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Override = path => path.Contains("/changes", StringComparison.Ordinal) ? Page(path, 7, 2, [.. path.EndsWith("page=1", StringComparison.Ordinal) ? new[] { 1, 2, 3 } : [3, 4]]) : null;
        var since = new DateOnly(2026, 1, 1);

        var results = await tmdb.Client().GetChangesAsync(TmdbKind.Movie, since, since.AddDays(5)).AllAsync();

        Assert.Equal(new[] { 1, 2, 3, 4 }, results.SkipLast(1).Select(result => result.Record!.Id));
        Assert.Equal(DataLakeError.TmdbCrawlIncomplete, results[^1].Error!.Error);
        Assert.StartsWith("3 entries that TMDB counts", results[^1].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(4, tmdb.Server.Log.Count);
    }

    [Fact]
    public async Task Entries_that_moved_to_a_page_that_was_read_are_found_when_the_pages_are_read_again()
    {
        await using var tmdb = await StandIn.StartAsync();
        var requests = 0;
        tmdb.Server.Override = path => path.Contains("/search/", StringComparison.Ordinal)
            ? Page(path, 4, 2, path.EndsWith("page=1", StringComparison.Ordinal) ? [1, 2] : Interlocked.Increment(ref requests) == 1 ? [2, 3] : [3, 4])
            : null;

        var ids = await tmdb.Client().SearchAsync(new TmdbSearch(TmdbKind.Movie, "Film")).IdsAsync();

        Assert.Equal([1, 2, 3, 4], ids);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"5\"")]
    [InlineData("-3")]
    public async Task A_name_whose_entry_has_no_usable_id_is_an_error_and_no_other_of_that_name_is_taken_for_it(string id)
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.IsContractBroken = true;
        var client = tmdb.Client();
        var entries = $$"""[{"id":{{id}},"name":"Al"},{"id":7,"name":"Al"},7,{"id":8,"name":"Bo"}]""";
        tmdb.Server.Override = _ => TmdbReply.Ok($$"""{"page":1,"total_pages":1,"total_results":4,"results":{{entries}},"genres":{{entries}}}""");
        var look = new List<Func<string, Task<int>>> { name => client.ResolveGenreAsync(TmdbMedia.Movie, name) };
        look.AddRange(new[] { TmdbKind.Person, TmdbKind.Keyword, TmdbKind.Company, TmdbKind.Collection }.Select(kind => (Func<string, Task<int>>)(name => client.ResolveAsync(kind, name))));

        foreach (var find in look)
        {
            var error = await Assert.ThrowsAsync<DataLakeException>(() => find("Al"));
            Assert.Equal(DataLakeError.TmdbInvalidAnswer, error.Error);
            Assert.Contains("Entry 1 of ", error.Message, StringComparison.Ordinal);
            Assert.Contains($"has the id {id}", error.Message, StringComparison.Ordinal);
            Assert.Equal(8, await find("bo"));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"results":[{"id":1}]}""")]
    public async Task All_pages_of_an_answer_that_does_not_say_its_pages_are_an_error(string answer)
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.IsContractBroken = true;
        tmdb.Server.Override = _ => TmdbReply.Ok(answer);

        foreach (var isExpanded in new[] { false, true })
        {
            var pages = tmdb.Client().GetPathAsync(new TmdbPathQuery("movie/1/reviews") { AllPages = true, ExpandResults = isExpanded });
            Assert.Equal(DataLakeError.TmdbInvalidAnswer, (await Assert.ThrowsAsync<DataLakeException>(() => pages.AllAsync())).Error);
        }
    }

    [Theory]
    [MemberData(nameof(UnusableEntries))]
    public async Task An_entry_without_a_usable_id_is_an_error_with_its_place_in_every_list_and_the_rest_goes_on(string entry, string fault)
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.IsContractBroken = true;
        var client = tmdb.Client();
        var since = new DateOnly(2026, 1, 1);
        string[] lists = ["results", "parts", "cast", "genres", "tv_results"];
        tmdb.Server.Override = path => path.Contains("/movie/4", StringComparison.Ordinal)
            ? TmdbReply.Ok(Film)
            : TmdbReply.Ok($$"""{"page":1,"total_pages":1,"total_results":3,"crew":[],"movie_results":[],{{string.Join(',', lists.Select(list => $$"""
                "{{list}}":[{"id":4,"name":"a"},{{entry}},{"id":4}]
                """.Replace("{\"id\":4}", list == "results" ? "{\"id\":5}" : "{\"id\":4}", StringComparison.Ordinal)))}}}""");
        var reads = new Dictionary<string, Func<IAsyncEnumerable<TmdbResult>>>
        {
            ["movie/changes"] = () => client.GetChangesAsync(TmdbKind.Movie, since, since.AddDays(5)),
            ["search/movie"] = () => client.SearchAsync(new TmdbSearch(TmdbKind.Movie, "Film")),
            ["discover/movie"] = () => client.DiscoverAsync(new TmdbMovieQuery(), 3),
            ["discover/tv"] = () => client.DiscoverAllAsync(new TmdbSeriesQuery(), new TmdbCrawlReport()),
            ["collection/1"] = () => client.GetCollectionMoviesAsync(Stream(1)),
            ["person/1/movie_credits"] = () => client.GetTitlesOfPeopleAsync(Stream(1), TmdbMedia.Movie),
            ["trending/movie/day"] = () => client.GetPathAsync(new TmdbPathQuery("trending/movie/day") { ExpandResults = true }),
            ["genre/movie/list"] = () => client.GetGenresAsync(TmdbMedia.Movie),
        };
        foreach ((var path, var read) in reads)
        {
            var results = await read().AllAsync();

            var error = Assert.Single(results, result => !result.IsRecord).Error!;
            Assert.Equal(4, results[0].Record!.Id);
            Assert.True(results[^1].IsRecord || results.Count == 2, path);
            Assert.Equal(DataLakeError.TmdbInvalidAnswer, error.Error);
            Assert.Contains(fault, error.Message, StringComparison.Ordinal);
            Assert.StartsWith("Entry 2 of '", error.Message, StringComparison.Ordinal);
            Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Details_are_asked_for_the_entries_that_have_an_id_and_no_entry_stands_in_for_them()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.IsContractBroken = true;
        tmdb.Server.Override = path => path.Contains("/discover/", StringComparison.Ordinal)
            ? TmdbReply.Ok("""{"page":1,"total_pages":1,"total_results":3,"results":[{"id":1},{"id":null,"title":"x"},{"id":2}]}""")
            : null;
        var client = tmdb.Client();

        var results = await client.GetDetailsAsync(client.DiscoverAsync(new TmdbMovieQuery(), 20)).AllAsync();

        Assert.Equal(new int?[] { 1, null, 2 }, results.Select(result => result.Record?.Id));
        Assert.All(results.Where(result => result.IsRecord), result => Assert.False(result.Record!.IsSummary));
    }

    [Fact]
    public async Task Many_entries_without_an_id_do_not_end_the_list()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.IsContractBroken = true;
        tmdb.Server.Override = path => path.Contains("/discover/", StringComparison.Ordinal)
            ? TmdbReply.Ok($$"""{"page":1,"total_pages":1,"total_results":16,"results":[{{string.Concat(Enumerable.Repeat("null,", 15))}}{"id":2}]}""")
            : null;
        var client = tmdb.Client();

        var results = await client.GetDetailsAsync(client.DiscoverAsync(new TmdbMovieQuery(), 20)).AllAsync();

        Assert.Equal(16, results.Count);
        Assert.Equal(2, results[^1].Record!.Id);
    }

    [Fact]
    public async Task A_search_that_fails_is_its_own_error_and_the_next_one_begins()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.NoSuccess, where: "query=palavra 3", times: int.MaxValue);

        var results = await tmdb.Client()
            .SearchAsync([new(TmdbKind.Keyword, "palavra 2"), new(TmdbKind.Keyword, "palavra 3"), new(TmdbKind.Keyword, "palavra 4")], first: 1).AllAsync();

        Assert.Equal(new int?[] { 2, null, 4 }, results.Select(result => result.Record?.Id));
    }

    [Fact]
    public async Task Entries_with_ids_that_are_texts_come_once_each()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Override = path => TmdbReply.Ok(path.EndsWith("page=1", StringComparison.Ordinal)
            ? """{"page":1,"total_pages":2,"total_results":3,"results":[{"id":"a"},{"id":"b"}]}"""
            : """{"page":2,"total_pages":2,"total_results":3,"results":[{"id":"b"},{"id":"c"}]}""");

        var records = await tmdb.Client().GetPathAsync(new TmdbPathQuery("movie/1/reviews") { AllPages = true, ExpandResults = true }).RecordsAsync();

        Assert.Equal(3, records.Count);
    }

    [Fact]
    public async Task After_a_refused_token_the_next_request_gets_the_advice_that_every_host_can_word()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Unauthorized, times: int.MaxValue);
        var client = tmdb.Client();

        var first = await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).ErrorAsync();
        var second = await client.GetDetailsAsync(TmdbKind.Movie, Ids(2)).ErrorAsync();

        Assert.Equal(first.Advice.ToText(new NamingWords()), second.Advice.ToText(new NamingWords()));
        Assert.Contains("<Token>", second.Advice.ToText(new NamingWords()), StringComparison.Ordinal);
    }

    private static TmdbReply Page(string path, int total, int pages, int[] ids)
    {
        var page = int.Parse(path[^1..], CultureInfo.InvariantCulture);
        var entries = string.Join(',', ids.Select(id => string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}}}""")));
        return TmdbReply.Ok($$"""{"page":{{page}},"total_pages":{{pages}},"total_results":{{total}},"results":[{{entries}}]}""");
    }

    private sealed class NamingWords : Core.Errors.AdviceWords
    {
        public override string Of(Core.Errors.LakeSetting setting) => $"<{setting}>";

        public override string Of(Core.Errors.HowTo task) => string.Empty;
    }
}
