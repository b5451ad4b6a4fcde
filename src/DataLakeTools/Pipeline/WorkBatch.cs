namespace DataLakeTools.Pipeline;

/// <summary>Results of work that come together and are written one after another.</summary>
/// <param name="Results">The results; they may be made as they are written.</param>
internal sealed record WorkBatch(IEnumerable<object> Results);
