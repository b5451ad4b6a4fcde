using System.Globalization;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads the days whose changes are wanted: from a date, or a number of days back from the run.</summary>
internal static class ChangeDaysReader
{
    private const int MaxDays = 366;

    private static readonly JobProperty<DateOnly> Since = new("since", JobValues.Date, "The first day. More than the 14 days that TMDB takes are asked for piece by piece.");
    private static readonly JobProperty<int> Days = new("days", JobValues.Whole(1, MaxDays), "In place of 'since': how many days back from the day of the run.");
    private static readonly JobProperty<DateOnly> Until = new("until", JobValues.Date, "The last day; until now when left out.");

    /// <summary>The properties.</summary>
    public static readonly IReadOnlyList<JobProperty> Properties = [Since, Days, Until];

    /// <summary>The rule between them.</summary>
    public static readonly JobRule Rule = JobRule.ExactlyOne("since", "days", "one of them: a date, or how many days back");

    /// <summary>An object with these properties and no other.</summary>
    public static readonly JobValueType<ChangeDays?> Value = JobValues.Object<ChangeDays?>(new JobObjectType("changes", Properties) { Rules = [Rule] }, Read, refused: null);

    /// <summary>Reads the days from an object that has these properties, and perhaps others.</summary>
    public static ChangeDays Read(JobElement element)
    {
        var days = new ChangeDays
        {
            Since = element.ReadOrNull(Since),
            Days = element.ReadOrNull(Days) ?? 1,
            Until = element.ReadOrNull(Until),
        };
        if (days.Since > days.Until)
        {
            element.AddFinding(string.Create(CultureInfo.InvariantCulture, $"'since' {days.Since:yyyy-MM-dd} is after 'until' {days.Until:yyyy-MM-dd}"), "the earlier day first");
        }

        return days;
    }
}
