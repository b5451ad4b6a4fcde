namespace DataLakeTools.Host;

/// <summary>An error of a run.</summary>
/// <param name="Step">The step that failed; null where the error belongs to the whole run.</param>
/// <param name="Error">The id of the error.</param>
/// <param name="Message">What happened.</param>
/// <param name="Target">What it happened to.</param>
/// <param name="Recommendation">What to do, in the words of the host.</param>
internal sealed record RunError(string? Step, string Error, string Message, string? Target, string Recommendation);
