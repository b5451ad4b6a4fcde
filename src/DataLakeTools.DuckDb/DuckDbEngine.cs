using System.Runtime.InteropServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

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

    // What DuckDB.NET calls the native library.
    private const string Library = "duckdb";

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

    // The library is looked for before DuckDB.NET does: after it has failed to find it once, its state is broken for the process.
    private static DuckDBConnection Connect()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(NativeMethods).Assembly, searchPath: null, out _))
        {
            throw new DataLakeException(
                DataLakeError.EngineNotInstalled,
                "The engine that makes and reads tables, DuckDB, is not installed.",
                $"Install it{HowTo.InstallEngine}.",
                "DuckDB");
        }

        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return connection;
    }
}
