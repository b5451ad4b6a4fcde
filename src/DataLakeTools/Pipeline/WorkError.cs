using DataLakeTools.Core.Errors;

namespace DataLakeTools.Pipeline;

/// <summary>An error among the results of work that continues after it.</summary>
/// <param name="Exception">The error.</param>
internal sealed record WorkError(DataLakeException Exception);
