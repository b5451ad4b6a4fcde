using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Engine;

/// <summary>JSON records that become the rows of a table.</summary>
public interface IRecordTable : IAsyncDisposable
{
    /// <summary>How many records it has.</summary>
    long Rows { get; }

    /// <summary>Adds a record.</summary>
    /// <param name="rawKey">The key of the raw file.</param>
    /// <param name="rawRow">The number of the record in the file, from 0.</param>
    /// <param name="json">The record, valid UTF-8.</param>
    void Append(string rawKey, long rawRow, ReadOnlySpan<byte> json);

    /// <summary>The top-level fields of the records, in the order of their names, and how many records have each.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<FieldCount>> FieldsAsync(CancellationToken cancellationToken);

    /// <summary>Writes the records as a typed Parquet file, in their order, with <c>raw_key</c> and <c>raw_row</c> behind the columns.</summary>
    /// <param name="contract">What its columns are.</param>
    /// <param name="path">The Parquet file.</param>
    /// <param name="metadata">What the Parquet file says of its origin.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<TypedRows> WriteAsync(TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);
}
