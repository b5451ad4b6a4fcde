namespace DataLakeTools.Core.Jobs.Splitting;

/// <summary>A range of release dates, both ends included; an end that is null is open.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
internal readonly record struct ReleaseDateRange(DateOnly? From, DateOnly? To);
