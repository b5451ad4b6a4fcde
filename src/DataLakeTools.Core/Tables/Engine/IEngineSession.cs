using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Engine;

/// <summary>
/// A session of an engine: it types raw files, holds tables as views, and answers SQL. It is used by one caller at a time. Every
/// method throws <see cref="Errors.DataLakeException"/> for what a user can correct and
/// <see cref="OperationCanceledException"/> when stopped.
/// </summary>
public interface IEngineSession : IAsyncDisposable
{
    /// <summary>Writes the rows of a CSV file as a typed Parquet file, in their order.</summary>
    /// <param name="source">The CSV file.</param>
    /// <param name="contract">What its columns are.</param>
    /// <param name="path">The Parquet file.</param>
    /// <param name="metadata">What the Parquet file says of its origin.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<TypedRows> TypeCsvAsync(
        CsvRows source, TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    /// <summary>Begins to take JSON records.</summary>
    IRecordTable BeginRecords();

    /// <summary>Writes the rejects of everything typed since the last call as a Parquet file, and forgets them.</summary>
    /// <param name="path">The Parquet file; not written where there are none.</param>
    /// <param name="byFile">Whether each raw file is counted by itself.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many there are, by table, file and column.</returns>
    Task<IReadOnlyList<RejectedColumn>> WriteRejectsAsync(string path, bool byFile, CancellationToken cancellationToken);

    /// <summary>Makes a table known under its name.</summary>
    /// <param name="contract">The table; a seed brings its rows along.</param>
    /// <param name="files">Its Parquet files; none for an empty table.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task AttachAsync(TableContract contract, IReadOnlyList<TableFile> files, CancellationToken cancellationToken);

    /// <summary>Writes a table that is known as a Parquet file, which is read in its place from now on.</summary>
    /// <param name="contract">The table.</param>
    /// <param name="path">The Parquet file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task MaterializeAsync(TableContract contract, string path, CancellationToken cancellationToken);

    /// <summary>Writes what the SQL of a table returns as a Parquet file, sorted by the key.</summary>
    /// <param name="contract">The table.</param>
    /// <param name="path">The Parquet file.</param>
    /// <param name="metadata">What the Parquet file says of its origin.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many rows it has.</returns>
    Task<long> WriteAsync(TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    /// <summary>Whether no two rows of a file that <see cref="WriteAsync"/> wrote have the same key. Its order makes that one pass over the key.</summary>
    /// <param name="contract">The table.</param>
    /// <param name="path">The Parquet file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<bool> IsKeyUniqueAsync(TableContract contract, string path, CancellationToken cancellationToken);

    /// <summary>The tables that a query names, without what it defines itself; the query is checked to be one that only reads.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Errors.DataLakeException">
    /// <see cref="DataLakeError.InvalidQuery"/>: it is no SQL; <see cref="DataLakeError.QueryNotReadOnly"/>; <see cref="DataLakeError.QueryOutsideLake"/>.
    /// </exception>
    Task<IReadOnlyList<string>> TablesOfAsync(string sql, CancellationToken cancellationToken);

    /// <summary>
    /// The same for SQL of the model. What it gives is kept while its tables are what they were, so it may ask nothing else: not the
    /// clock, not chance, no file.
    /// </summary>
    /// <param name="sql">The query.</param>
    /// <param name="what">What it is of, as an error names it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.InvalidModel"/>: it asks something else; and the errors above.</exception>
    Task<IReadOnlyList<string>> TablesOfModelAsync(string sql, string what, CancellationToken cancellationToken);

    /// <summary>Runs a query that only reads.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="cancellationToken">Stops it, within a second.</param>
    Task<IQueryResult> QueryAsync(string sql, CancellationToken cancellationToken);
}
