namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>The days whose changes are wanted.</summary>
public sealed record ChangeDays
{
    /// <summary>The first day; null where <see cref="Days"/> says it.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>How many days back from the day of the run, so that a job that runs every day needs no date.</summary>
    public int Days { get; init; } = 1;

    /// <summary>The last day; when null, until now, or to the end of the day of the run where <see cref="Days"/> counts back from it.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>The first day, given or counted back by <see cref="CountedBackFrom"/>.</summary>
    internal DateOnly First => Since ?? throw new InvalidOperationException("The days are not counted back from a date yet.");

    /// <summary>The same days, counted back from a date: a run for an earlier date fetches what changed until then.</summary>
    internal ChangeDays CountedBackFrom(DateOnly date) =>
        Since is null ? this with { Since = date.AddDays(-Days), Until = Until ?? date.AddDays(1) } : this;
}
