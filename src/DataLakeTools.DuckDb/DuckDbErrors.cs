using DataLakeTools.Core.Errors;
using DuckDB.NET.Data;

namespace DataLakeTools.DuckDb;

/// <summary>What the errors of DuckDB mean to a user.</summary>
internal static class DuckDbErrors
{
    // What DuckDB calls errors that another query would not have; the kind stands before the message.
    private static readonly HashSet<string> OfQueries = new(StringComparer.Ordinal)
    {
        "Parser", "Syntax", "Binder", "Catalog", "Conversion", "Out of Range", "Divide by Zero", "Mismatch Type", "Invalid Input", "Invalid type", "Not implemented",
        "Expression", "Parameter Not Resolved",
    };

    // As the C libraries of Linux and macOS say it, and as Windows does in English; in other languages it is a failure of the engine.
    private static readonly string[] OfFullDisks = ["No space left on device", "There is not enough space on the disk"];

    /// <summary>The error of ours for one of DuckDB's.</summary>
    public static DataLakeException Of(DuckDBException exception)
    {
        var message = FirstLine(exception.Message);
        var kind = KindOf(message);
        if (OfFullDisks.Any(words => message.Contains(words, StringComparison.OrdinalIgnoreCase)))
        {
            return new DataLakeException(
                DataLakeError.WorkFolderFull, $"DuckDB has no room for its working files: {message}", $"Make room there, or name a folder with more room with {LakeSetting.WorkPath}, and run again.", null, exception);
        }

        if (kind == "Out of Memory")
        {
            return new DataLakeException(
                DataLakeError.EngineOutOfMemory, $"DuckDB ran out of memory: {message}", $"Allow it more with {LakeSetting.MemoryLimit}, or name a folder with more room with {LakeSetting.WorkPath}.", null, exception);
        }

        if (kind == "Permission")
        {
            return new DataLakeException(
                DataLakeError.QueryOutsideLake, $"DuckDB may not do that: {message}", $"Read tables of the lake; see which there are{HowTo.ListTables}.", null, exception);
        }

        if (OfQueries.Contains(kind))
        {
            return new DataLakeException(
                DataLakeError.InvalidQuery, $"DuckDB refused the query: {message}", $"Mend the query; see the tables and their columns{HowTo.ListTables}.", null, exception);
        }

        return new DataLakeException(
            DataLakeError.EngineFailed, $"DuckDB failed: {message}", $"Look at the disk of the folder for working files ({LakeSetting.WorkPath}) and at the memory, and run again.", null, exception);
    }

    private static string KindOf(string message) =>
        message.IndexOf(" Error: ", StringComparison.Ordinal) is var end and > 0 ? message[..end] : string.Empty;

    // What follows the first line is a picture of the statement, with a mark below it that only a fixed-width screen shows rightly.
    private static string FirstLine(string message)
    {
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        return (end < 0 ? message : message[..end]).TrimEnd();
    }
}
