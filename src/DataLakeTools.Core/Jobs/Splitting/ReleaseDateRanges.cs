namespace DataLakeTools.Core.Jobs.Splitting;

/// <summary>A time without gaps, its ends included; an end that is null is open.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
internal readonly record struct ReleaseDateRange(DateOnly? From, DateOnly? To);

/// <summary>Cuts a time into windows that follow each other: every day of it is in exactly one.</summary>
internal static class ReleaseDateRanges
{
    // Only where an end is open: where the cuts lie, not what is found. The outermost windows stay open.
    private static readonly DateOnly FewBefore = new(1900, 1, 1);

    // An assumption that only makes parts more even: about twice as many titles come out every fifteen years.
    private const double DaysToDouble = 15 * 365.25;

    /// <summary>So many windows with about as many titles in each.</summary>
    /// <returns>Fewer windows if the time has fewer days.</returns>
    public static IReadOnlyList<ReleaseDateRange> Cut(ReleaseDateRange whole, int parts, DateOnly today)
    {
        var (first, last) = Ends(whole, today);
        var days = last.DayNumber - first.DayNumber + 1;
        parts = Math.Min(parts, days);
        var cuts = new List<DateOnly>(parts);
        var grown = Math.Pow(2, days / DaysToDouble) - 1;
        for (var i = 1; i < parts; i++)
        {
            var at = (int)Math.Round(Math.Log2(1 + (grown * i / parts)) * DaysToDouble);

            // At least a day for this window and for each one after it.
            var least = cuts.Count == 0 ? 1 : cuts[^1].DayNumber - first.DayNumber + 1;
            cuts.Add(first.AddDays(Math.Clamp(at, least, days - (parts - i))));
        }

        return Between(whole, cuts);
    }

    /// <summary>The windows that the calendar makes.</summary>
    public static IReadOnlyList<ReleaseDateRange> Cut(ReleaseDateRange whole, LakeJobWindow window, DateOnly today)
    {
        var (first, last) = Ends(whole, today);
        var cuts = new List<DateOnly>();
        for (var next = NextStart(first, window); next <= last; next = NextStart(next, window))
        {
            cuts.Add(next);
        }

        return Between(whole, cuts);
    }

    private static DateOnly NextStart(DateOnly day, LakeJobWindow window) => window switch
    {
        LakeJobWindow.Month => new DateOnly(day.Year, day.Month, 1).AddMonths(1),
        LakeJobWindow.Year => new DateOnly(day.Year, 1, 1).AddYears(1),
        _ => new DateOnly(day.Year - (day.Year % 10) + 10, 1, 1),
    };

    private static (DateOnly First, DateOnly Last) Ends(ReleaseDateRange whole, DateOnly today)
    {
        var nearFuture = today.AddYears(1);
        var last = whole.To ?? (whole.From is { } from && from > nearFuture ? from : nearFuture);
        var first = whole.From ?? (last < FewBefore ? last : FewBefore);
        return (first, last);
    }

    private static List<ReleaseDateRange> Between(ReleaseDateRange whole, List<DateOnly> cuts)
    {
        var windows = new List<ReleaseDateRange>(cuts.Count + 1);
        var from = whole.From;
        foreach (var cut in cuts)
        {
            windows.Add(new ReleaseDateRange(from, cut.AddDays(-1)));
            from = cut;
        }

        windows.Add(new ReleaseDateRange(from, whole.To));
        return windows;
    }
}
