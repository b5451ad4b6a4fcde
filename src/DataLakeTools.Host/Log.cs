using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Logging;

namespace DataLakeTools.Host;

/// <summary>Opens the log on the error stream.</summary>
internal static class Log
{
    /// <summary>The variable that says the format where the command line does not.</summary>
    public const string FormatVariable = "DATALAKE_LOG_FORMAT";

    /// <summary>Opens it.</summary>
    /// <param name="format">How it is written.</param>
    /// <param name="isVerbose">Whether details are logged.</param>
    /// <param name="clock">The time of a line.</param>
    /// <param name="words">What advice calls settings and tasks.</param>
    /// <param name="requestId">The invocation it is of, if it is of one.</param>
    public static ILog Open(LogFormat format, bool isVerbose, TimeProvider clock, AdviceWords words, string? requestId = null) => format == LogFormat.Json
        ? new JsonLog(OfProcess(), isVerbose, clock, words) { RequestId = requestId }
        : new TextLog(OfProcess(), isVerbose, words);

    /// <summary>The lines of the error stream of this process.</summary>
    public static LogSink OfProcess() => new(Console.OpenStandardError());

    /// <summary>The format that a word means; null where it means none.</summary>
    /// <param name="word">The word.</param>
    public static LogFormat? FormatOf(string? word) => word?.ToUpperInvariant() switch
    {
        "TEXT" => LogFormat.Text,
        "JSON" => LogFormat.Json,
        _ => null,
    };
}
