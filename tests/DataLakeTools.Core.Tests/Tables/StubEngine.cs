using System.Text;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tests.Tables;

/// <summary>An engine that computes nothing: its files say what they were made of, so that what a build publishes can be seen.</summary>
internal sealed partial class StubEngine : IEngine
{
    /// <summary>The text that makes a file have one row with a reject.</summary>
    public const string Broken = "broken";

    private int _sessions;

    public string Version => "Stub 1";

    /// <summary>The files that were attached, newest last.</summary>
    public List<string> Attached { get; } = [];

    public int Sessions => _sessions;

    /// <summary>The contracts of the tables that were attached, newest last.</summary>
    public List<TableContract> Tables { get; } = [];

    /// <summary>How many rows less than were read every typed file has.</summary>
    public long LostRows { get; set; }

    /// <summary>The rows of every query.</summary>
    public IReadOnlyList<object?[]> Findings { get; set; } = [];

    /// <summary>What happens before each row of a query is read.</summary>
    public Action Reading { get; set; } = () => { };

    /// <summary>The contents of the tables as a query finds them, by the query.</summary>
    public List<(string Sql, string Found)> Queries { get; } = [];

    /// <summary>What each typing of a CSV file waits for.</summary>
    public Func<Task> Typing { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens elsewhere before the next table is written from SQL.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public Task<IEngineSession> OpenAsync(EngineOptions options, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sessions);
        return Task.FromResult<IEngineSession>(new Session(this));
    }

    [GeneratedRegex(@"(?:FROM|JOIN)\s+(\w+)")]
    private static partial Regex Named();

    private sealed class Session(StubEngine engine) : IEngineSession
    {
        private readonly Dictionary<string, string> _contents = new(StringComparer.Ordinal);
        private readonly List<RejectedColumn> _rejects = [];
        private readonly Dictionary<string, IReadOnlyList<TableFile>> _files = new(StringComparer.Ordinal);

        public async Task<TypedRows> TypeCsvAsync(
            CsvRows source, TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        {
            await engine.Typing();
            source.OnRead?.Invoke((int)source.Summary.Rows);
            await File.WriteAllTextAsync(path, $"{contract.Table} of {await File.ReadAllTextAsync(source.Path, cancellationToken)}", cancellationToken);
            if (!(await File.ReadAllTextAsync(source.Path, cancellationToken)).Contains(Broken, StringComparison.Ordinal))
            {
                return new TypedRows(source.Summary.Rows - engine.LostRows, 0);
            }

            _rejects.Add(new RejectedColumn(contract.Table, source.RawKey, "id", 1, Broken, "broken"));
            return new TypedRows(source.Summary.Rows, 1);
        }

        public IRecordTable BeginRecords() => new Records(engine);

        public async Task<IReadOnlyList<RejectedColumn>> WriteRejectsAsync(string path, bool byFile, CancellationToken cancellationToken)
        {
            var rejects = _rejects.ToList();
            _rejects.Clear();
            if (rejects.Count > 0)
            {
                await File.WriteAllTextAsync(path, string.Join('\n', rejects), cancellationToken);
            }

            return rejects;
        }

        public async Task AttachAsync(TableContract contract, IReadOnlyList<TableFile> files, CancellationToken cancellationToken)
        {
            engine.Tables.Add(contract);
            engine.Attached.AddRange(files.Select(file => file.Path));
            var contents = await Task.WhenAll(files.Select(file => File.ReadAllTextAsync(file.Path, cancellationToken)));
            _contents[contract.Table] = string.Concat(contents);
            _files[contract.Table] = files;
        }

        public Task MaterializeAsync(TableContract contract, string path, CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task<long> WriteAsync(TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        {
            if (engine.Meanwhile is { } meanwhile)
            {
                engine.Meanwhile = null;
                await meanwhile();
            }

            var text = new StringBuilder(contract.Table);
            foreach (var table in await TablesOfAsync(contract.Sql!, cancellationToken))
            {
                text.Append('(').Append(_contents[table]).Append(')');
            }

            await File.WriteAllTextAsync(path, text.ToString(), cancellationToken);
            return 1;
        }

        public Task<bool> IsKeyUniqueAsync(TableContract contract, string path, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task<IReadOnlyList<string>> TablesOfAsync(string sql, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>([.. Named().Matches(sql).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)]);

        public Task<IReadOnlyList<string>> TablesOfModelAsync(string sql, string what, CancellationToken cancellationToken) => TablesOfAsync(sql, cancellationToken);

        // A view reads its files when it is asked, as that of a real engine does.
        public async Task<IQueryResult> QueryAsync(string sql, CancellationToken cancellationToken)
        {
            var found = new StringBuilder();
            foreach (var file in (await TablesOfAsync(sql, cancellationToken)).SelectMany(table => _files[table]))
            {
                found.Append(File.Exists(file.Path)
                    ? await File.ReadAllTextAsync(file.Path, cancellationToken)
                    : throw new DataLakeException(DataLakeError.EngineFailed, $"IO Error: no file {file.Path}.", "Look at the disk.", file.Path));
            }

            engine.Queries.Add((sql, found.ToString()));
            return new Result(engine);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Records(StubEngine engine) : IRecordTable
    {
        private readonly List<string> _records = [];

        public long Rows => _records.Count;

        public void Append(string rawKey, long rawRow, ReadOnlySpan<byte> json) => _records.Add(Encoding.UTF8.GetString(json));

        public Task<IReadOnlyList<FieldCount>> FieldsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<FieldCount>>([new FieldCount("id", Rows)]);

        public async Task<TypedRows> WriteAsync(TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        {
            await File.WriteAllLinesAsync(path, _records, cancellationToken);
            return new TypedRows(Rows - engine.LostRows, 0);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Result(StubEngine engine) : IQueryResult
    {
        public IReadOnlyList<QueryColumn> Columns => [];

        public async IAsyncEnumerable<object?[]> RowsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            foreach (var row in engine.Findings)
            {
                engine.Reading();
                yield return row;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
