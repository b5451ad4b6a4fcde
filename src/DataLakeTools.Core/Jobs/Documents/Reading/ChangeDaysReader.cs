using System.Globalization;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads the days whose changes are wanted: <c>since</c> a date or <c>days</c> back from the run, <c>until</c> a date.</summary>
internal static class ChangeDaysReader
{
    private const int LongestTime = 366;

    /// <summary>The names of the properties.</summary>
    public static readonly string[] Properties = ["since", "days", "until"];

    /// <summary>An object that has these properties and no other.</summary>
    public static ChangeDays? Read(JobElement element) => element.CheckObject(Properties) ? ReadFrom(element) : null;

    /// <summary>These properties of an object that has others too.</summary>
    public static ChangeDays ReadFrom(JobElement element)
    {
        if ((element.Optional("since") is null) == (element.Optional("days") is null))
        {
            element.Invalid("'since' and 'days' are both there or both missing", "one of them: a date, or how many days back");
        }

        var days = new ChangeDays
        {
            Since = element.Optional("since")?.Date(),
            Days = element.Optional("days")?.Whole(1, LongestTime) ?? 1,
            Until = element.Optional("until")?.Date(),
        };
        if (days.Since > days.Until)
        {
            element.Invalid(string.Create(CultureInfo.InvariantCulture, $"'since' {days.Since:yyyy-MM-dd} is after 'until' {days.Until:yyyy-MM-dd}"), "the earlier day first");
        }

        return days;
    }
}
