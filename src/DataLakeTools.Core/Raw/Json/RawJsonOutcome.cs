using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>The result of writing records: the receipt of a file, or an error that did not stop the rest.</summary>
/// <param name="Receipt">The file; null for an error.</param>
/// <param name="Error">The error; null for a file.</param>
public sealed record RawJsonOutcome(Receipt? Receipt, DataLakeException? Error);
