using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.DuckDb;

/// <summary>DuckDB inside this process. It reaches no network and no files but those of the session.</summary>
/// <param name="macros">SQL that makes the functions of portable SQL known, each statement ended by <c>;</c> at the end of a line.</param>
public sealed class DuckDbEngine(string? macros) : IEngine
{
    // The engine's own SQL of a model.
    private const string MacrosOfModel = "sources/duckdb/macros.sql";

    /// <summary>The engine for a model.</summary>
    /// <param name="model">The model.</param>
    public static DuckDbEngine For(TableModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new DuckDbEngine(model.TextOf(MacrosOfModel));
    }

    /// <inheritdoc/>
    public string Version { get; private set; } = "DuckDB";

    /// <inheritdoc/>
    public async Task<IEngineSession> OpenAsync(EngineOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var connection = await DuckDbDatabase.OpenAsync(options, DuckDbSession.RejectsTable + macros, cancellationToken).ConfigureAwait(false);
        Version = $"DuckDB {connection.ServerVersion.TrimStart('v')}";
        return new DuckDbSession(new SqlRunner(connection), options, AllocatorPurge.Start(options));
    }
}
