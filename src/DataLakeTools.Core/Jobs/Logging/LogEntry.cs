using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Jobs.Logging;

/// <summary>One line of the log: a sentence, and what programs want to know of it by name.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">The sentence.</param>
public sealed record LogEntry(LogLevel Level, string Message)
{
    /// <summary>The step it is about.</summary>
    public string? Step { get; init; }

    /// <summary>The status of a receipt, or that the step was skipped.</summary>
    public string? Status { get; init; }

    /// <summary>What was written.</summary>
    public Receipt? Receipt { get; init; }

    /// <summary>The id of the error.</summary>
    public string? Error { get; init; }

    /// <summary>What the error is about: a path, a key, a lake.</summary>
    public string? Target { get; init; }

    /// <summary>What to do about the error.</summary>
    public Advice? Advice { get; init; }

    /// <summary>The line of an error.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="step">The step that failed, if one did.</param>
    public static LogEntry Of(DataLakeException exception, string? step = null) => new(LogLevel.Error, exception.Message)
    {
        Step = step,
        Error = exception.Error.ToString(),
        Target = exception.Target?.ToString(),
        Advice = exception.Advice,
    };
}
