namespace DataLakeTools.Core.Errors;

/// <summary>
/// The one exception that Core throws for what a user can do something about: what happened
/// (<see cref="Exception.Message"/>), to what (<see cref="Target"/>), and what to do (<see cref="Advice"/>).
/// </summary>
public sealed class DataLakeException : Exception
{
    /// <summary>
    /// Creates an error. Its message may quote external names and data, so it passes through <see cref="PlainText"/> here and is
    /// safe to print on a console; the advice does so where it becomes text.
    /// </summary>
    /// <param name="error">The id of the error.</param>
    /// <param name="message">One sentence that says what happened.</param>
    /// <param name="advice">One sentence that says what to do.</param>
    /// <param name="target">The object the error is about: a path, a key, a lake.</param>
    /// <param name="innerException">The cause, if it came from elsewhere.</param>
    public DataLakeException(
        DataLakeError error, string message, Advice advice, object? target, Exception? innerException = null)
        : base(PlainText.Of(message), innerException)
    {
        Error = error;
        Advice = advice;
        Target = target;
    }

    /// <summary>The id of the error.</summary>
    public DataLakeError Error { get; }

    /// <summary>
    /// One sentence that says what to do, for a host to put into its own words. There is no text of it here, so that an error
    /// that is thrown again under another message passes the advice on and not the words of one host.
    /// </summary>
    public Advice Advice { get; }

    /// <summary>The object the error is about: a path, a key, a lake.</summary>
    public object? Target { get; }

    /// <summary>Whether only the upload was lost, so that the same write may succeed if it is started again.</summary>
    internal bool IsUploadLost { get; init; }

    /// <summary>Whether an object that was to be read is not there.</summary>
    internal bool IsObjectMissing { get; init; }
}
