using System.Globalization;
using DataLakeTools.Core.Errors;
using DuckDB.NET.Data;

namespace DataLakeTools.DuckDb;

/// <summary>Runs statements on a connection; what takes time runs apart from the caller's thread, and stops when asked to.</summary>
internal sealed class SqlRunner(DuckDBConnection connection) : IAsyncDisposable
{
    private static readonly TimeSpan InterruptInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs statements whose result does not matter.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => RunAsync(
        sql,
        command =>
        {
            command.ExecuteNonQuery();
            return true;
        },
        cancellationToken);

    /// <summary>Runs a statement that takes no time.</summary>
    public void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Stoppable(command, command.ExecuteNonQuery, CancellationToken.None);
    }

    /// <summary>Runs a query that gives one number; 0 for none.</summary>
    public Task<long> CountAsync(string sql, CancellationToken cancellationToken) => RunAsync(
        sql,
        command => command.ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0,
        cancellationToken);

    /// <summary>Runs a query and makes something of each row.</summary>
    public Task<List<T>> ListAsync<T>(string sql, Func<DuckDBDataReader, T> read, CancellationToken cancellationToken) => RunAsync(
        sql,
        command =>
        {
            var all = new List<T>();
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                all.Add(read(reader));
            }

            return all;
        },
        cancellationToken);

    /// <summary>Runs a query whose rows are read as they come. The command is the caller's to dispose.</summary>
    public async Task<(DuckDBCommand Command, DuckDBDataReader Reader)> OpenAsync(string sql, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        try
        {
            command.CommandText = sql;
            command.UseStreamingMode = true;
            var reader = await Task.Run(() => Stoppable(command, () => command.ExecuteReader(), cancellationToken), cancellationToken).ConfigureAwait(false);
            return (command, reader);
        }
        catch
        {
            await command.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Begins to append to a table.</summary>
    /// <exception cref="DataLakeException">The engine refused or failed.</exception>
    public DuckDBAppender Append(string table)
    {
        DuckDBAppender? appender = null;
        Append(() => appender = connection.CreateAppender(table));
        return appender!;
    }

    /// <summary>Runs what an appender does.</summary>
    /// <exception cref="DataLakeException">The engine refused or failed.</exception>
    public static void Append(Action action)
    {
        try
        {
            action();
        }
        catch (DuckDBException exception)
        {
            throw DuckDbErrors.Of(exception);
        }
    }

    /// <summary>Runs an action of a command, and stops it when the token says so.</summary>
    /// <exception cref="DataLakeException">The engine refused or failed.</exception>
    public static T Stoppable<T>(DuckDBCommand command, Func<T> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // An interrupt stops the statement that runs. One that comes between two statements is lost, so it comes again until the
        // action has ended, and never after.
        var gate = new Lock();
        var isOver = false;
        using var interrupts = new Timer(_ => Interrupt());
        using var registration = cancellationToken.Register(() => interrupts.Change(TimeSpan.Zero, InterruptInterval));
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is DuckDBException or OperationCanceledException or InvalidOperationException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (DuckDBException exception)
        {
            throw DuckDbErrors.Of(exception);
        }
        finally
        {
            lock (gate)
            {
                isOver = true;
            }
        }

        void Interrupt()
        {
            lock (gate)
            {
                if (!isOver)
                {
                    command.Cancel();
                }
            }
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<T> RunAsync<T>(string sql, Func<DuckDBCommand, T> action, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = sql;
            return await Task.Run(() => Stoppable(command, () => action(command), cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }
}
