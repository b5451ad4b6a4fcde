namespace DataLakeTools.Core.Jobs.Splitting;

/// <summary>Splits a range of release dates into consecutive ranges: every day is in exactly one of them.</summary>
internal static class ReleaseDateRanges
{
    // Few titles are older: an open range is split as if it began here, and its first part stays open.
    private static readonly DateOnly FirstWithTitles = new(1900, 1, 1);

    // An estimate that makes the ranges more even: the number of titles a year doubles about every fifteen years.
    private const double DoublingDays = 15 * 365.25;

    /// <summary>Splits into a number of ranges with about the same number of titles in each.</summary>
    /// <returns>Fewer ranges if the range has fewer days.</returns>
    public static IReadOnlyList<ReleaseDateRange> Split(ReleaseDateRange whole, int parts, DateOnly today)
    {
        var (first, last) = Ends(whole, today);
        var days = last.DayNumber - first.DayNumber + 1;
        parts = Math.Min(parts, days);
        var starts = new List<DateOnly>(parts);
        var growth = Math.Pow(2, days / DoublingDays) - 1;
        for (var i = 1; i < parts; i++)
        {
            var at = (int)Math.Round(Math.Log2(1 + (growth * i / parts)) * DoublingDays);

            // At least one day for this range and for each one after it.
            var least = starts.Count == 0 ? 1 : starts[^1].DayNumber - first.DayNumber + 1;
            starts.Add(first.AddDays(Math.Clamp(at, least, days - (parts - i))));
        }

        return Between(whole, starts);
    }

    /// <summary>Splits at the boundaries of calendar months, years or decades.</summary>
    public static IReadOnlyList<ReleaseDateRange> Split(ReleaseDateRange whole, LakeJobWindow window, DateOnly today)
    {
        var (first, last) = Ends(whole, today);
        var starts = new List<DateOnly>();
        for (var next = NextStart(first, window); next <= last; next = NextStart(next, window))
        {
            starts.Add(next);
        }

        return Between(whole, starts);
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
        var first = whole.From ?? (last < FirstWithTitles ? last : FirstWithTitles);
        return (first, last);
    }

    private static List<ReleaseDateRange> Between(ReleaseDateRange whole, List<DateOnly> starts)
    {
        var ranges = new List<ReleaseDateRange>(starts.Count + 1);
        var from = whole.From;
        foreach (var start in starts)
        {
            ranges.Add(new ReleaseDateRange(from, start.AddDays(-1)));
            from = start;
        }

        ranges.Add(new ReleaseDateRange(from, whole.To));
        return ranges;
    }
}
