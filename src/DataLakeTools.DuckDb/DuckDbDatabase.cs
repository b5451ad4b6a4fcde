using System.Globalization;
using System.Runtime.InteropServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Engine;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataLakeTools.DuckDb;

/// <summary>Databases in memory that reach no network and no files but those that they are given.</summary>
internal static class DuckDbDatabase
{
    // What DuckDB.NET calls the native library.
    private const string Library = "duckdb";

    // Of the memory that a session may have. The rest is for what was freed and the allocator still keeps, see AllocatorPurge.
    private const double ShareInUse = 0.75;

    /// <summary>Opens a database, sets its limits and closes the ways out.</summary>
    /// <param name="options">What it may use.</param>
    /// <param name="statements">SQL to run before its settings are locked; empty for none.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.EngineNotInstalled"/>.</exception>
    public static async Task<DuckDBConnection> OpenAsync(EngineOptions options, string statements, CancellationToken cancellationToken)
    {
        var connection = Connect();
        try
        {
            await new SqlRunner(connection).ExecuteAsync($"{Settings(options)}{statements}\nSET lock_configuration = true", cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a small database whose settings can be changed: for statements of this project alone.</summary>
    /// <param name="settings">SQL to run first.</param>
    public static SqlRunner OpenUnlocked(string settings)
    {
        var runner = new SqlRunner(Connect());
        runner.Execute(settings);
        return runner;
    }

    // What a path stands for is compared before it is read as a pattern, and after, so each folder is given in both forms.
    // The files that it spills to are named by number, so each database has a folder of its own for them.
    private static string Settings(EngineOptions options)
    {
        string[] folders = [options.WorkFolder, .. options.ReadFolders];
        var allowed = folders.SelectMany(folder => new[] { folder, Sql.Exact(folder) }).Distinct(StringComparer.Ordinal);
        return
            $"""
            SET threads = {options.ThreadCount.ToString(CultureInfo.InvariantCulture)};
            SET memory_limit = '{((long)(options.Memory * ShareInUse)).ToString(CultureInfo.InvariantCulture)}B';
            SET temp_directory = {Sql.Literal(Path.Combine(options.WorkFolder, "spill-" + Path.GetRandomFileName()))};
            SET preserve_insertion_order = true;
            SET integer_division = true;
            SET TimeZone = 'UTC';
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            SET allow_community_extensions = false;
            SET allowed_directories = [{Sql.Literals(allowed.Select(folder => Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar))}];
            SET enable_external_access = false;

            """;
    }

    /// <summary>The error of a machine without the library.</summary>
    /// <param name="platform">What .NET calls the machine: <c>linux-musl-x64</c>, or <c>alpine.3.22-x64</c> where Alpine itself has built .NET.</param>
    internal static DataLakeException NotInstalled(string platform) =>
        platform.Contains("musl", StringComparison.Ordinal) || platform.StartsWith("alpine", StringComparison.Ordinal)
            ? new(
                DataLakeError.EngineNotInstalled,
                "The engine that makes and reads tables, DuckDB, has no build for musl, the C library of this system.",
                "Make and read tables on a system with glibc, as Debian, Ubuntu and Amazon Linux are; all other commands work here.",
                "DuckDB")
            : new(
                DataLakeError.EngineNotInstalled,
                "The engine that makes and reads tables, DuckDB, is not installed.",
                $"Install it{HowTo.InstallEngine}.",
                "DuckDB");

    // The library is looked for before DuckDB.NET does: after it has failed to find it once, its state is broken for the process.
    private static DuckDBConnection Connect()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(NativeMethods).Assembly, searchPath: null, out _))
        {
            throw NotInstalled(RuntimeInformation.RuntimeIdentifier);
        }

        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return connection;
    }
}
