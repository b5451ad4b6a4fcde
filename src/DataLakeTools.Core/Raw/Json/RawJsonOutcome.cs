using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>What came of records on their way into a lake: a file, or an error while the rest goes on.</summary>
/// <param name="Receipt">The file; null for an error.</param>
/// <param name="Error">The error; null for a file.</param>
public sealed record RawJsonOutcome(Receipt? Receipt, DataLakeException? Error);
