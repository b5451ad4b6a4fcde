using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>The result of sending one of several files.</summary>
/// <param name="Path">The file.</param>
/// <param name="Receipt">What became of the write; null when it failed.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record RawCsvOutcome(string Path, Receipt? Receipt, DataLakeException? Error);
