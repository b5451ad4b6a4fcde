using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Tmdb;
using DataLakeTools.DuckDb;

namespace DataLakeTools.Core.Tests.Tables;

/// <summary>Tables of what the real TMDB has answered. What has to come out is read from the same files by System.Text.Json alone.</summary>
public sealed class RecordedTablesTests : IAsyncLifetime, IDisposable
{
    private static readonly DateOnly Day = new(2022, 5, 2);

    private readonly FolderTestLake _lake = new();
    private readonly List<JsonDocument> _documents = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lake.DisposeAsync().AsTask();

    public void Dispose() => _documents.ForEach(document => document.Dispose());

    [SkippableFact]
    public async Task Tables_have_the_counts_and_sums_of_the_recorded_films_and_series()
    {
        var films = Newest(await SendAsync("Movies", "original_title", "video"));
        var series = Newest(await SendAsync("Series", "original_name", "first_air_date"));
        await using var reader = await BuildAsync();

        Assert.InRange(films.Count, 200, 2000);
        Assert.Equal(
            [films.Count, Sum(films, "budget"), Sum(films, "revenue"), Sum(films, "vote_count"), Lengths(films, "genres"), Lengths(films, "genre_ids"), Lengths(films, "keywords", "keywords"), Lengths(films, "credits", "cast"), Lengths(films, "credits", "crew"), Days(films, "release_date")],
            await NumbersAsync(reader, "SELECT count(*), coalesce(sum(budget), 0), coalesce(sum(revenue), 0), coalesce(sum(vote_count), 0), coalesce(sum(len(genres)), 0), coalesce(sum(len(genre_ids)), 0), coalesce(sum(len(keywords)), 0), coalesce(sum(len(cast_members)), 0), coalesce(sum(len(crew_members)), 0), count(release_date) FROM tmdb_movies"));
        Assert.InRange(series.Count, 100, 2000);
        Assert.Equal(
            [series.Count, Sum(series, "number_of_episodes"), Sum(series, "vote_count"), Lengths(series, "genres"), Lengths(series, "genre_ids"), Lengths(series, "networks"), Lengths(series, "aggregate_credits", "cast"), Lengths(series, "aggregate_credits", "crew"), Days(series, "first_air_date")],
            await NumbersAsync(reader, "SELECT count(*), coalesce(sum(number_of_episodes), 0), coalesce(sum(vote_count), 0), coalesce(sum(len(genres)), 0), coalesce(sum(len(genre_ids)), 0), coalesce(sum(len(networks)), 0), coalesce(sum(len(cast_members)), 0), coalesce(sum(len(crew_members)), 0), count(first_air_date) FROM tmdb_series"));
        Assert.Equal(
            [films.Count + series.Count, Sum(films, "budget"), Sum(films, "revenue")],
            await NumbersAsync(reader, "SELECT count(*), coalesce(sum(budget), 0), coalesce(sum(revenue), 0) FROM fact_title"));
    }

    [SkippableFact]
    public async Task Credits_of_all_seasons_of_a_series_become_one_row_for_each_character_and_each_job()
    {
        var series = Newest(await SendAsync("Series", "original_name", "first_air_date"))[96677];
        await using var reader = await BuildAsync();
        var credits = series.GetProperty("aggregate_credits");
        var cast = credits.GetProperty("cast").EnumerateArray().SelectMany(person => person.GetProperty("roles").EnumerateArray().Select(role => $"{person.GetProperty("id")} cast {role.GetProperty("character").GetString()}"));
        var crew = credits.GetProperty("crew").EnumerateArray().SelectMany(person => person.GetProperty("jobs").EnumerateArray().Select(job => $"{person.GetProperty("id")} {job.GetProperty("job").GetString()!.ToLowerInvariant()} "));

        var rows = await RowsAsync(reader, "SELECT concat(CAST(-artist_id AS varchar), ' ', role, ' ', coalesce(character_name, '')) FROM fact_credit WHERE title_id = 'tmdb-tv:96677'");

        var expected = cast.Concat(crew).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.InRange(expected.Count, 200, 300);
        Assert.Equal(expected, rows.Select(row => (string)row[0]!).Order(StringComparer.Ordinal));
    }

    // Every object that has both fields, as the endpoints of lists and of single titles give it, in one file.
    private async Task<IReadOnlyList<JsonElement>> SendAsync(string specification, string first, string second)
    {
        if (_documents.Count == 0)
        {
            await ReadAsync(TmdbFixtures.Require());
        }

        var records = _documents.Select(document => document.RootElement).Where(root => root.ValueKind == JsonValueKind.Object)
            .SelectMany(root => root.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array ? results.EnumerateArray().ToList() : [root])
            .Where(record => record.ValueKind == JsonValueKind.Object && record.TryGetProperty(first, out _) && record.TryGetProperty(second, out _)).ToList();
        var file = Path.Combine(_lake.Root, $"Raw/TMDB/JSON/{specification}/2022/05/02/recorded.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, $"[{string.Join(',', records.Select(record => record.GetRawText()))}]");
        return records;
    }

    private async Task ReadAsync(string folder)
    {
        foreach (var path in Directory.EnumerateDirectories(folder, "recorded-*").SelectMany(answers => Directory.EnumerateFiles(answers, "*.json")).Order(StringComparer.Ordinal))
        {
            _documents.Add(JsonDocument.Parse(await File.ReadAllBytesAsync(path)));
        }

        // As append_to_response puts it into the record.
        var aggregate = await File.ReadAllTextAsync(Path.Combine(folder, "recorded-2026", "tv_96677_aggregate_credits.json"));
        _documents.Add(JsonDocument.Parse($$"""{"id":96677,"original_name":"Lupin","first_air_date":"2021-01-08","status":"Ended","aggregate_credits":{{aggregate}}}"""));
    }

    private async Task<TableReader> BuildAsync()
    {
        var model = TableModel.Load();
        var engine = DuckDbEngine.For(model);
        var options = new TableBuildOptions { Day = Day, Program = "1.0.0" };
        await foreach (var table in new TableBuilder(_lake.Open(), engine, model, options, SilentReporter.Instance, TimeProvider.System).BuildAsync(CancellationToken.None))
        {
            Assert.Equal(TableBuildStatus.Built, table.Status);
        }

        return await TableReader.OpenAsync(_lake.Open(), engine, model, new TableReadOptions(), CancellationToken.None);
    }

    private static async Task<List<object?[]>> RowsAsync(TableReader reader, string sql)
    {
        await using var result = await reader.QueryAsync(sql, CancellationToken.None);
        var rows = new List<object?[]>();
        await foreach (var row in result.RowsAsync(CancellationToken.None))
        {
            rows.Add([.. row]);
        }

        return rows;
    }

    private static async Task<IReadOnlyList<long>> NumbersAsync(TableReader reader, string sql) =>
        [.. (await RowsAsync(reader, sql)).Single().Select(value => value is BigInteger sum ? (long)sum : Convert.ToInt64(value, CultureInfo.InvariantCulture))];

    // Of records of one id the last that is whole counts, or the last.
    private static Dictionary<long, JsonElement> Newest(IReadOnlyList<JsonElement> records) => records
        .Where(record => record.GetProperty("id").GetInt64() > 0)
        .GroupBy(record => record.GetProperty("id").GetInt64())
        .ToDictionary(same => same.Key, same => same.OrderBy(record => record.TryGetProperty("status", out _)).Last());

    private static long Sum(Dictionary<long, JsonElement> records, string field) =>
        records.Values.Sum(record => record.TryGetProperty(field, out var value) ? value.GetInt64() : 0);

    private static long Days(Dictionary<long, JsonElement> records, string field) =>
        records.Values.Count(record => record.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0);

    private static long Lengths(Dictionary<long, JsonElement> records, params string[] path) => records.Values.Sum(record =>
    {
        foreach (var field in path)
        {
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty(field, out record))
            {
                return 0;
            }
        }

        return record.GetArrayLength();
    });
}
