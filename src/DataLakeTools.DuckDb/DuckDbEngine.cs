using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DuckDB.NET.Data;

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
        var connection = Connect();
        try
        {
            Version = $"DuckDB {connection.ServerVersion.TrimStart('v')}";
            var session = new DuckDbSession(new SqlRunner(connection), options.WorkFolder);
            await session.SetUpAsync(options, macros, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static DuckDBConnection Connect()
    {
        try
        {
            var connection = new DuckDBConnection("Data Source=:memory:");
            connection.Open();
            return connection;
        }
        catch (Exception exception) when (IsLibraryMissing(exception))
        {
            throw new DataLakeException(
                DataLakeError.EngineNotInstalled,
                "The engine that makes and reads tables, DuckDB, is not installed.",
                $"Install it{LakeTask.InstallEngine}.",
                "DuckDB",
                exception);
        }
    }

    private static bool IsLibraryMissing(Exception exception) =>
        exception is DllNotFoundException or BadImageFormatException
        || (exception is TypeInitializationException { InnerException: { } cause } && IsLibraryMissing(cause));
}
