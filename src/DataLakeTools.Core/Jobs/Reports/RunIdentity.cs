namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>What stays the same of a run, even if it goes past midnight.</summary>
/// <param name="Job">The name of the job.</param>
/// <param name="RunId">Eight hexadecimal digits.</param>
/// <param name="Lake">The lake, as its address is written.</param>
/// <param name="Date">The processing date.</param>
/// <param name="Started">When it began, in UTC.</param>
internal sealed record RunIdentity(string Job, string RunId, string Lake, DateOnly Date, DateTimeOffset Started);
