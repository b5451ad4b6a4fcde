using DataLakeTools.Core.Errors;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataLakeTools.DuckDb;

/// <summary>What the errors of DuckDB mean to a user.</summary>
internal static class DuckDbErrors
{
    private static readonly HashSet<DuckDBErrorType> OfQueries =
    [
        DuckDBErrorType.Parser, DuckDBErrorType.Syntax, DuckDBErrorType.Binder, DuckDBErrorType.Catalog, DuckDBErrorType.Conversion,
        DuckDBErrorType.OutOfRange, DuckDBErrorType.DivideByZero, DuckDBErrorType.MismatchType, DuckDBErrorType.InvalidInput,
        DuckDBErrorType.InvalidType, DuckDBErrorType.UnknownType, DuckDBErrorType.NotImplemented, DuckDBErrorType.Permission,
        DuckDBErrorType.Expression, DuckDBErrorType.ParameterNotResolved, DuckDBErrorType.ParameterNotAllowed,
    ];

    /// <summary>The error of ours for one of DuckDB's.</summary>
    public static DataLakeException Of(DuckDBException exception)
    {
        var message = FirstLine(exception.Message);
        if (exception.ErrorType == DuckDBErrorType.OutOfMemory || message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase))
        {
            return new DataLakeException(
                DataLakeError.EngineFailed, $"DuckDB ran out of memory: {message}", $"Allow it more with {LakeSetting.MemoryLimit}, or name a folder with more room with {LakeSetting.WorkPath}.", null, exception);
        }

        if (OfQueries.Contains(exception.ErrorType) || message.StartsWith("Permission Error", StringComparison.Ordinal))
        {
            return new DataLakeException(
                DataLakeError.InvalidQuery, $"DuckDB refused the query: {message}", $"Mend the query; see the tables and their columns{LakeTask.ListTables}.", null, exception);
        }

        return new DataLakeException(
            DataLakeError.EngineFailed, $"DuckDB failed: {message}", $"Look at the disk of the folder for working files ({LakeSetting.WorkPath}) and at the memory, and run again.", null, exception);
    }

    // What follows the first line is a picture of the statement, with a mark below it that only a fixed-width screen shows rightly.
    private static string FirstLine(string message)
    {
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        return (end < 0 ? message : message[..end]).TrimEnd();
    }
}
