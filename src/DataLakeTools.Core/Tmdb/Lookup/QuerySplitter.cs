namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>
/// Splits a query that has more titles than TMDB returns into parts that together have the same titles, each once: by
/// date, then by the number of votes, then by the running time.
/// </summary>
internal static class QuerySplitter
{
    // A range open at one end would include undated titles. No film is older, and none is announced for later.
    public static readonly DateOnly FirstDay = new(TmdbDiscoverQuery.FirstYear, 1, 1);
    public static readonly DateOnly LastDay = new(2199, 12, 31);

    private const int MaxVotes = 1 << 20;
    private const int MaxRuntimeMinutes = 1 << 14;
    private static readonly DateOnly DenseFrom = new(1920, 1, 1);

    /// <summary>The query within dates, so that it can be split.</summary>
    public static TmdbDiscoverQuery WithDates(TmdbDiscoverQuery query) =>
        query with { From = query.From ?? FirstDay, To = query.To ?? LastDay };

    /// <summary>The parts in the order of their dates; none if it cannot be split any further.</summary>
    public static IReadOnlyList<TmdbDiscoverQuery> Split(TmdbDiscoverQuery query, DateOnly today)
    {
        if (query is { From: DateOnly from, To: DateOnly to } && from < to)
        {
            var middle = Middle(from, to, today);
            return [query with { To = middle }, query with { From = middle.AddDays(1) }];
        }

        return SplitByVotes(query) is { Count: > 0 } parts ? parts : SplitByRuntime(query);
    }

    private static IReadOnlyList<TmdbDiscoverQuery> SplitByVotes(TmdbDiscoverQuery query) =>
        Halve(query.MinVoteCount ?? 0, query.MaxVoteCount, MaxVotes) is (int low, int high)
            ? [query with { MaxVoteCount = low }, query with { MinVoteCount = high }]
            : [];

    private static IReadOnlyList<TmdbDiscoverQuery> SplitByRuntime(TmdbDiscoverQuery query) =>
        Halve(query.MinRuntime ?? 0, query.MaxRuntime, MaxRuntimeMinutes) is (int low, int high)
            ? [query with { MaxRuntime = low }, query with { MinRuntime = high }]
            : [];

    /// <summary>The last number of the lower half and the first of the upper half. The geometric mean, because most titles have low numbers.</summary>
    private static (int Low, int High)? Halve(int min, int? max, int most)
    {
        if (min >= (max ?? most))
        {
            return null;
        }

        var low = min == 0 ? 0 : (int)Math.Sqrt((double)min * (max ?? most));
        low = Math.Clamp(low, min, (max ?? most) - 1);
        return (low, low + 1);
    }

    /// <summary>The middle of the range, within the years that have most titles.</summary>
    private static DateOnly Middle(DateOnly from, DateOnly to, DateOnly today)
    {
        var denseTo = today.AddYears(1);
        var low = from.DayNumber;
        var high = to.DayNumber;
        if (from < DenseFrom && to > DenseFrom)
        {
            low = DenseFrom.DayNumber - 1;
        }

        if (to > denseTo && from < denseTo)
        {
            high = denseTo.DayNumber;
        }

        return DateOnly.FromDayNumber(Math.Clamp(low + ((high - low) / 2), from.DayNumber, to.DayNumber - 1));
    }
}
