using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>What the parts of one build share. The engine is started with the first table that is made.</summary>
internal sealed class BuildContext : IAsyncDisposable
{
    private readonly IEngine _engine;
    private readonly EngineOptions _engineOptions;
    private IEngineSession? _session;
    private DateOnly? _firstDay;
    private DateOnly? _lastDay;

    /// <param name="store">The lake.</param>
    /// <param name="engine">What runs SQL.</param>
    /// <param name="model">What the tables are.</param>
    /// <param name="options">What is made.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="clock">What time is taken with.</param>
    public BuildContext(ILakeStore store, IEngine engine, TableModel model, TableBuildOptions options, IReporter reporter, TimeProvider clock)
    {
        (Store, Model, Options, Reporter) = (store, model, options, reporter);
        Work = WorkFolder.Create(options.WorkPath);
        Meter = new BuildMeter(reporter, clock);
        Raw = new RawInputs(store, Work);
        Files = new TableFiles(store, Work);
        _engine = engine;
        _engineOptions = EngineOptions.For(store.Lake, Work.Path) with { Threads = options.Threads, MemoryLimit = options.MemoryLimit };
        Typing = new SessionPool(engine, _engineOptions);
    }

    public ILakeStore Store { get; }

    public TableModel Model { get; }

    public TableBuildOptions Options { get; }

    public IReporter Reporter { get; }

    /// <summary>The folder for working files.</summary>
    public WorkFolder Work { get; }

    /// <summary>Tells how far the build is.</summary>
    public BuildMeter Meter { get; }

    /// <summary>The raw objects.</summary>
    public RawInputs Raw { get; }

    /// <summary>The table files.</summary>
    public TableFiles Files { get; }

    /// <summary>The sessions that type raw folders side by side.</summary>
    public SessionPool Typing { get; }

    /// <summary>The days whose Trusted tables this build has published, as messages name them; null where there is none.</summary>
    public string? PublishedDays =>
        (_firstDay, _lastDay) is not ({ } first, { } last) ? null
        : first == last ? Text(first)
        : $"{Text(first)} to {Text(last)}";

    /// <summary>The engine and its version; before a session was opened, the one that is expected.</summary>
    public string EngineVersion => _engine.Version;

    /// <summary>Notes that the Trusted tables of a day are published.</summary>
    public void Published(DateOnly day) => (_firstDay, _lastDay) = (_firstDay ?? day, day);

    /// <summary>The session that makes Refined tables, with all that the engine may use.</summary>
    public async Task<IEngineSession> SessionAsync(CancellationToken cancellationToken) =>
        _session ??= await _engine.OpenAsync(_engineOptions, cancellationToken).ConfigureAwait(false);

    /// <summary>What of the model the Trusted tables of a raw folder depend on.</summary>
    public string TrustedModelOf(LakeKey key) =>
        Fingerprint(Model.Of(TableLayer.Trusted).Where(table => table.From!.IsOfSameKind(key)).Select(table => table.Fingerprint));

    /// <summary>
    /// What of the model a Refined table depends on: its own contract and SQL, the seeds that these name, how the Trusted tables are
    /// read that they name, and the functions of the engine's SQL.
    /// </summary>
    /// <param name="contract">The table.</param>
    /// <param name="reads">The tables that its SQL names.</param>
    /// <param name="testReads">The tables that its data tests name.</param>
    public string RefinedModelOf(TableContract contract, IEnumerable<string> reads, IEnumerable<string> testReads) => Fingerprint(
        reads.Union(testReads, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Model.Tables.GetValueOrDefault).OfType<TableContract>().Select(HowRead)
            .Prepend(contract.Fingerprint)
            .Concat(Model.FilesOf("sources/", ".sql").Select(file => file.Value.Text)));

    public async ValueTask DisposeAsync()
    {
        await Typing.DisposeAsync().ConfigureAwait(false);
        if (_session is not null)
        {
            await _session.DisposeAsync().ConfigureAwait(false);
        }

        Meter.Complete();
        Work.Dispose();
    }

    private static string HowRead(TableContract table) => table.Layer switch
    {
        null => $"{table.Table} {table.Fingerprint}",
        TableLayer.Trusted => $"{table.Table} {table.Latest} {table.Prefer} {string.Join(", ", table.Columns.Select(column => $"{column.Name} {column.Type}"))}",
        _ => table.Table,
    };

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Fingerprint(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..16];
}
