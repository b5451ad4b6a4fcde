using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.Core.Tests.Tables;

namespace DataLakeTools.Core.Tests.Costs;

/// <summary>What tables cost in requests: which objects a build and a question read and write, of a lake of several days.</summary>
public sealed class TableCostTests : IAsyncLifetime, IDisposable
{
    private const int Days = 5;

    private static readonly DateOnly First = new(2022, 5, 1);

    private readonly LocalFolder _local = new();
    private readonly StubEngine _engine = new();
    private S3TestLake _lake = null!;

    // A model of two Refined tables, the first of which reads the second.
    private TableModel Model => field ??= Load();

    public async Task InitializeAsync()
    {
        _lake = await S3TestLake.StartAsync();
        for (var day = 0; day < Days; day++)
        {
            await SendAsync(day, "a");
        }
    }

    public Task DisposeAsync() => _lake.DisposeAsync().AsTask();

    public void Dispose() => _local.Dispose();

    [Fact]
    public async Task A_build_reads_each_raw_object_once_and_writes_each_table_once()
    {
        var objects = await ObjectsOfAsync(() => BuildAsync());

        Assert.Equal(Enumerable.Range(0, Days).Select(RawKey), Read(objects, "Raw/"));
        Assert.Equal(Days, objects.Count(one => one.Operation == "PutObject" && one.Key.StartsWith("Trusted/Local/", StringComparison.Ordinal)));
        Assert.Equal(2, objects.Count(one => one.Operation == "PutObject" && one.Key.StartsWith("Refined/Lake/Parquet/", StringComparison.Ordinal)));
        Assert.Equal(Days + 1, objects.Count(one => one.Operation == "PutObject" && IsManifest(one.Key)));
    }

    [Fact]
    public async Task A_build_of_many_days_has_one_raw_file_on_this_machine_at_a_time()
    {
        var (files, typings) = (0, 0);
        _engine.Typing = () =>
        {
            (files, typings) = (Math.Max(files, Directory.GetFiles(_local.Root, "*raw.csv", SearchOption.AllDirectories).Length), typings + 1);
            return Task.CompletedTask;
        };

        await BuildAsync(work: _local.Root);

        Assert.Equal((1, Days), (files, typings));
    }

    [Fact]
    public async Task What_is_up_to_date_is_a_list_a_layer_and_a_manifest_a_day()
    {
        await BuildAsync();

        var objects = await ObjectsOfAsync(() => BuildAsync());

        Assert.All(objects.Where(one => one.Key.Length > 0 && one.Operation == "GetObject"), one => Assert.True(IsManifest(one.Key), one.Key));
        Assert.Equal(Days + 1, objects.Count(one => one.Operation == "GetObject"));
        Assert.DoesNotContain(objects, one => one.Operation is "PutObject" or "DeleteObject");
        Assert.InRange(objects.Count(one => one.Operation.StartsWith("List", StringComparison.Ordinal)), 1, 4);
    }

    [Fact]
    public async Task A_day_that_changed_is_read_and_written_and_no_other()
    {
        await BuildAsync();
        await SendAsync(2, "b", force: true);

        var objects = await ObjectsOfAsync(() => BuildAsync());

        // Of a CSV the newest day is what Refined is made of, and that has not changed.
        Assert.Equal([RawKey(2)], Read(objects, "Raw/"));
        Assert.Empty(Read(objects, "Trusted/Local/"));
        Assert.Equal(["Trusted/Local/Parquet/Notes/2022/05/03/", "Trusted/Lake/JSON/Manifest/2022/05/03/"],
            objects.Where(one => one.Operation == "PutObject").Select(one => one.Key[..(one.Key.LastIndexOf('/') + 1)]));
    }

    [Fact]
    public async Task A_table_is_read_once_however_often_it_is_asked_and_what_nobody_asks_is_not_read()
    {
        await BuildAsync();

        var objects = await ObjectsOfAsync(async () =>
        {
            await using var reader = await TableReader.OpenAsync(_lake.Open(), _engine, Model, new TableReadOptions(), CancellationToken.None);
            for (var time = 0; time < 3; time++)
            {
                await using var result = await reader.QueryAsync("SELECT id FROM a_table", CancellationToken.None);
            }
        });

        Assert.Equal(["Refined/Lake/Parquet/ATable/2022/05/05/a_table.parquet"], Read(objects, "Refined/Lake/Parquet/").Concat(Read(objects, "Trusted/Local/")));
    }

    [Fact]
    public async Task The_manifests_that_name_the_sources_of_a_page_are_read_at_one_time()
    {
        await BuildAsync();
        var published = await PublishedTables.ReadAsync(_lake.Open(), Model, day: null, CancellationToken.None);
        var ofEveryDay = published.Trusted.SelectMany(day => day.Tables).Select(table => new ManifestInput(table.Key, 0, string.Empty, table.Checksum, 0));
        published = published with { Refined = published.Refined! with { Inputs = [.. ofEveryDay] } };
        var reads = 0;
        var all = new TaskCompletionSource();

        var inputs = await published.RawInputsAsync(new HookedStore(_lake.Open(), () => { }, reading: _ => WaitForAllAsync()), CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, Days).Select(RawKey), inputs.Select(input => input.Key));

        // If they were read one after another, the first would wait for ever.
        Task WaitForAllAsync()
        {
            if (Interlocked.Increment(ref reads) == Days)
            {
                all.SetResult();
            }

            return all.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public void A_number_of_a_typed_row_costs_its_value_and_no_text()
    {
        const int Rows = 10_000;
        const int Boxed = 24;
        AllocatedForTypes(10);

        var few = AllocatedForTypes(Rows);
        var many = AllocatedForTypes(10 * Rows);

        Assert.InRange((many - few) / (9 * Rows), Boxed, Boxed);
    }

    [Theory]
    [InlineData("O Auto da Compadecida", "O Auto da Compadecida")]
    [InlineData("2000", 2000L)]
    public void A_value_equal_to_the_one_above_it_costs_nothing(string value, object expected)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes("id|value\n" + string.Concat(Enumerable.Repeat($"1|{value}\n", 100_000)));
        using var values = Csv.Rows.Open(bytes);
        var types = expected is long ? CsvTypes.OfValues(values, CancellationToken.None) : CsvTypes.OfText(values);
        using var reader = Csv.Rows.Open(bytes);
        Assert.True(reader.Read());
        var first = types.Read(reader, 1);
        var others = 0;

        Csv.Allocations.AssertNone(() =>
        {
            while (reader.Read())
            {
                others += ReferenceEquals(types.Read(reader, 1), first) ? 0 : 1;
            }
        });

        Assert.Equal(0, others);
        Assert.Equal(expected, first);
    }

    private static long AllocatedForTypes(int rows)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes("votes\n" + string.Concat(Enumerable.Range(0, rows).Select(row => $"{1_000_000 + row}\n")));
        using var values = Csv.Rows.Open(bytes);
        var types = CsvTypes.OfValues(values, CancellationToken.None);
        using var reader = Csv.Rows.Open(bytes);
        long sum = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (reader.Read())
        {
            sum += (long)types.Read(reader, 0)!;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Enumerable.Range(1_000_000, rows).Sum(value => (long)value), sum);
        return allocated;
    }

    private static bool IsManifest(string key) => key.EndsWith("/manifest.json", StringComparison.Ordinal);

    private static string RawKey(int day) => $"Raw/Local/CSV/Notes/{First.AddDays(day):yyyy'/'MM'/'dd}/notes.csv";

    private static IEnumerable<string> Read(IEnumerable<(string Operation, string Key)> objects, string prefix) =>
        objects.Where(one => one.Operation == "GetObject" && one.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(one => one.Key).Order(StringComparer.Ordinal);

    private async Task<IReadOnlyList<(string Operation, string Key)>> ObjectsOfAsync(Func<Task> work)
    {
        var before = _lake.Server.Requests.Count;
        await work();
        return [.. _lake.Server.Requests.Skip(before).Select(request => (request.Operation, request.Key.StartsWith(S3TestLake.Prefix + "/", StringComparison.Ordinal) ? request.Key[(S3TestLake.Prefix.Length + 1)..] : request.Key))];
    }

    private async Task SendAsync(int day, string text, bool force = false)
    {
        var sender = new RawCsvSender(_lake.Open(), new RawCsvOptions { Date = First.AddDays(day), Force = force }, SilentReporter.Instance, TimeProvider.System);
        await sender.SendAsync(_local.Write("notes.csv", $"id|x\n{day}|{text}\n"), CancellationToken.None);
    }

    private async Task BuildAsync(string? work = null)
    {
        var options = new TableBuildOptions { Day = First.AddDays(Days - 1), Program = "1.0.0", WorkPath = work };
        await foreach (var _ in new TableBuilder(_lake.Open(), _engine, Model, options, SilentReporter.Instance, TimeProvider.System).BuildAsync(CancellationToken.None))
        {
        }
    }

    private TableModel Load()
    {
        _local.Write("model/trusted/notes.json", """{"table":"notes","from":{"origin":"Local","format":"CSV","specification":"Notes"},"columns":[{"name":"id","type":"varchar","source":"id"}]}""");
        foreach (var (table, reads) in new[] { ("a_table", "b_table"), ("b_table", "notes") })
        {
            _local.Write($"model/refined/{table}.json", $$"""{"table":"{{table}}","key":["id"],"columns":[{"name":"id","type":"varchar"}]}""");
            _local.Write($"model/refined/{table}.sql", $"SELECT id FROM {reads}");
        }

        return FolderModel.Load(Path.Combine(_local.Root, "model"));
    }
}
