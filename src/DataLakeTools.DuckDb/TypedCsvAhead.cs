using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.DuckDb;

/// <summary>
/// The typed rows of a CSV file, read on a thread of their own while the engine writes: it takes the rows of a row group quickly, and
/// then takes none for as long as it packs them.
/// </summary>
internal sealed class TypedCsvAhead : IAsyncDisposable
{
    // Of the thirty or so of a row group, half a megabyte each: nearly all that is read while the engine packs the one before.
    private const int ChunksAhead = 20;

    private readonly TypedCsvRows _rows;
    private readonly BlockingCollection<TypedChunk> _read = [];
    private readonly BlockingCollection<TypedChunk> _free = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task? _reading;
    private ExceptionDispatchInfo? _failure;
    private TypedChunk? _taken;

    /// <param name="rows">The rows, which nobody else reads until this is disposed.</param>
    /// <param name="readsAhead">Whether there is a thread to read ahead. If not, rows are read when they are asked for.</param>
    public TypedCsvAhead(TypedCsvRows rows, bool readsAhead)
    {
        _rows = rows;
        if (!readsAhead)
        {
            _taken = new TypedChunk(Columns);
            return;
        }

        for (var i = 0; i <= ChunksAhead; i++)
        {
            _free.Add(new TypedChunk(Columns));
        }

        _reading = Task.Factory.StartNew(ReadAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<ColumnContract> Columns => _rows.Columns;

    /// <summary>Waits for the next rows, which stay as they are until the next call.</summary>
    /// <returns>A chunk without rows at the end.</returns>
    /// <exception cref="Core.Errors.DataLakeException">The file could not be read.</exception>
    public TypedChunk Next()
    {
        if (_taken is { } taken)
        {
            if (_reading is null)
            {
                _rows.Read(taken);
                return taken;
            }

            _free.Add(taken);
        }

        if (_read.TryTake(out _taken, Timeout.Infinite))
        {
            return _taken;
        }

        _failure?.Throw();
        throw new InvalidOperationException("There are no rows after the last.");
    }

    /// <summary>Ends the reading and waits until it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_reading is not null)
        {
            await _reading.ConfigureAwait(false);
        }

        _stop.Dispose();
        _read.Dispose();
        _free.Dispose();
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Next throws it, on the thread that waits for the rows.")]
    private void ReadAll()
    {
        try
        {
            TypedChunk chunk;
            do
            {
                chunk = _free.Take(_stop.Token);
                _rows.Read(chunk);
                _read.Add(chunk);
            }
            while (chunk.Count > 0);
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            _read.CompleteAdding();
        }
    }
}
