namespace DataLakeTools.Pipeline;

/// <summary>A warning among the results of work, written in its turn; one of <see cref="AsyncCommand.Reporter"/> may come before results that wait.</summary>
/// <param name="Message">The warning.</param>
internal sealed record WorkWarning(string Message);
