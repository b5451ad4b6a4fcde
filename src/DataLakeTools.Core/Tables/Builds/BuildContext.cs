using System.Security.Cryptography;
using System.Text;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>What the parts of one build share. The engine is started with the first table that is made.</summary>
internal sealed class BuildContext(ILakeStore store, IEngine engine, TableModel model, TableBuildOptions options, IReporter reporter, TimeProvider clock) : IAsyncDisposable
{
    private IEngineSession? _session;

    public ILakeStore Store => store;

    public TableModel Model => model;

    public TableBuildOptions Options => options;

    public IReporter Reporter => reporter;

    /// <summary>The folder for working files.</summary>
    public WorkFolder Work { get; } = WorkFolder.Create(options.WorkPath);

    /// <summary>Tells how far the build is.</summary>
    public BuildMeter Meter { get; } = new(reporter, clock);

    /// <summary>The raw objects.</summary>
    public RawInputs Raw => field ??= new RawInputs(store, Work);

    /// <summary>The table files.</summary>
    public TableFiles Files => field ??= new TableFiles(store, Work);

    /// <summary>The engine's session.</summary>
    public async Task<IEngineSession> SessionAsync(CancellationToken cancellationToken) => _session ??= await engine.OpenAsync(
        EngineOptions.For(store.Lake, Work.Path) with { Threads = options.Threads, MemoryLimit = options.MemoryLimit }, cancellationToken).ConfigureAwait(false);

    /// <summary>What of the model the Trusted tables of a raw folder depend on.</summary>
    public string TrustedModelOf(LakeKey key) =>
        Fingerprint(model.Of(TableLayer.Trusted).Where(table => table.From!.Origin == key.Origin && table.From.Format == key.Format));

    /// <summary>What of the model the Refined tables depend on.</summary>
    public string RefinedModel() => Fingerprint(model.Of(TableLayer.Refined).Concat(model.Of(layer: null)));

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
        {
            await _session.DisposeAsync().ConfigureAwait(false);
        }

        Meter.End();
        Work.Dispose();
    }

    private static string Fingerprint(IEnumerable<TableContract> tables) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', tables.Select(table => table.Fingerprint)))))[..16];
}
