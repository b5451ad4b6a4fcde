namespace DataLakeTools.Core.Errors;

/// <summary>
/// What ends one piece of work and not the others: a <see cref="DataLakeError"/>, or an exception that nobody expected, of the
/// platform, a library or this program, which becomes <see cref="DataLakeError.UnexpectedFault"/> here.
/// </summary>
public static class WorkFailure
{
    /// <summary>Whether an exception is the failure of a piece of work, and neither its stop nor a sign that the process cannot go on.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="stop">What may have stopped the work.</param>
    public static bool IsNeitherStopNorFatal(Exception exception, CancellationToken stop) => exception switch
    {
        OperationCanceledException => !stop.IsCancellationRequested,
        OutOfMemoryException or AccessViolationException or InsufficientExecutionStackException => false,
        _ => true,
    };

    /// <summary>Whether an exception ends the whole run, whatever piece of work meets it: another run has taken its place.</summary>
    /// <param name="exception">The exception.</param>
    public static bool EndsRun(Exception exception) => exception is DataLakeException { Error: DataLakeError.JobAlreadyRunning };

    /// <summary>The error of a failure: the one that it is, or <see cref="DataLakeError.UnexpectedFault"/>.</summary>
    /// <param name="exception">A failure.</param>
    /// <param name="target">What the work was about.</param>
    public static DataLakeException Of(Exception exception, object? target = null) => exception as DataLakeException ?? new DataLakeException(
        DataLakeError.UnexpectedFault,
        $"Something failed that nobody expected: {exception.GetType().Name}: {exception.Message.TrimEnd('.')}.",
        "Run again; what was reported before is done. If it happens again, report it with these words and the command.",
        target,
        exception);
}
