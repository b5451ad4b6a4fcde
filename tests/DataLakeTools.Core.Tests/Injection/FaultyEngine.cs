using System.Runtime.CompilerServices;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tests.Injection;

/// <summary>An engine in which any call may fail, each record and each row among them.</summary>
internal sealed class FaultyEngine(IEngine inner, Fault fault) : IEngine
{
    public string Version => inner.Version;

    public async Task<IEngineSession> OpenAsync(EngineOptions options, CancellationToken cancellationToken)
    {
        fault.Pass();
        return new Session(await inner.OpenAsync(options, cancellationToken), fault);
    }

    private sealed class Session(IEngineSession inner, Fault fault) : IEngineSession
    {
        public Task<TypedRows> TypeCsvAsync(
            CsvRows source, TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.TypeCsvAsync(source, contract, path, metadata, cancellationToken);
        }

        public IRecordTable BeginRecords()
        {
            fault.Pass();
            return new Records(inner.BeginRecords(), fault);
        }

        public Task<IReadOnlyList<RejectedColumn>> WriteRejectsAsync(string path, bool byFile, CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.WriteRejectsAsync(path, byFile, cancellationToken);
        }

        public Task AttachAsync(TableContract contract, IReadOnlyList<TableFile> files, CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.AttachAsync(contract, files, cancellationToken);
        }

        public Task MaterializeAsync(TableContract contract, string path, CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.MaterializeAsync(contract, path, cancellationToken);
        }

        public Task<long> WriteAsync(TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.WriteAsync(contract, path, metadata, cancellationToken);
        }

        public Task<bool> IsKeyUniqueAsync(TableContract contract, string path, CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.IsKeyUniqueAsync(contract, path, cancellationToken);
        }

        public Task<IReadOnlyList<string>> TablesOfAsync(string sql, CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.TablesOfAsync(sql, cancellationToken);
        }

        public Task<IReadOnlyList<string>> TablesOfModelAsync(string sql, string what, CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.TablesOfModelAsync(sql, what, cancellationToken);
        }

        public async Task<IQueryResult> QueryAsync(string sql, CancellationToken cancellationToken)
        {
            fault.Pass();
            return new Answer(await inner.QueryAsync(sql, cancellationToken), fault);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Answer(IQueryResult inner, Fault fault) : IQueryResult
    {
        public IReadOnlyList<QueryColumn> Columns => inner.Columns;

        public async IAsyncEnumerable<object?[]> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            fault.Pass();
            await foreach (var row in inner.RowsAsync(cancellationToken))
            {
                yield return row;
                fault.Pass();
            }
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Records(IRecordTable inner, Fault fault) : IRecordTable
    {
        public long Rows => inner.Rows;

        public void Append(string rawKey, long rawRow, ReadOnlySpan<byte> json)
        {
            fault.Pass();
            inner.Append(rawKey, rawRow, json);
        }

        public Task<IReadOnlyList<FieldCount>> FieldsAsync(CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.FieldsAsync(cancellationToken);
        }

        public Task<TypedRows> WriteAsync(TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.WriteAsync(contract, path, metadata, cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
