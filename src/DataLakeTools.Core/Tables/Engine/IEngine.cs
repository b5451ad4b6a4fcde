namespace DataLakeTools.Core.Tables.Engine;

/// <summary>What runs SQL over the tables of a lake.</summary>
public interface IEngine
{
    /// <summary>What it is called and its version, for example <c>DuckDB 1.5.6</c>. Before a session was opened, the version that is expected.</summary>
    string Version { get; }

    /// <summary>Opens a session.</summary>
    /// <param name="options">What it may use.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.EngineNotInstalled"/>.</exception>
    Task<IEngineSession> OpenAsync(EngineOptions options, CancellationToken cancellationToken);
}
