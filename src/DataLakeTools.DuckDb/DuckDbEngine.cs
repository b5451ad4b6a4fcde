using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DuckDB.NET.Data;

namespace DataLakeTools.DuckDb;

/// <summary>
/// DuckDB inside this process. It reaches no network and no files but those of the session. Before its library is loaded, its version
/// is that of DuckDB.NET, which is made for it.
/// </summary>
/// <param name="macros">SQL that makes the functions of portable SQL known, each statement ended by <c>;</c> at the end of a line.</param>
public sealed class DuckDbEngine(string? macros) : IEngine
{
    // The engine's own SQL of a model.
    private const string MacrosOfModel = "sources/duckdb/macros.sql";

    private string? _loadedVersion;

    /// <summary>The engine for a model.</summary>
    /// <param name="model">The model.</param>
    public static DuckDbEngine For(TableModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new DuckDbEngine(model.TextOf(MacrosOfModel));
    }

    /// <inheritdoc/>
    public string Version => _loadedVersion ?? $"DuckDB {typeof(DuckDBConnection).Assembly.GetName().Version!.ToString(3)}";

    /// <inheritdoc/>
    public async Task<IEngineSession> OpenAsync(EngineOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var connection = await DuckDbDatabase.OpenAsync(options, DuckDbSession.RejectsTable + macros, cancellationToken).ConfigureAwait(false);
        _loadedVersion = $"DuckDB {connection.ServerVersion.TrimStart('v')}";
        return new DuckDbSession(new SqlRunner(connection), options, AllocatorPurge.Start(options));
    }
}
