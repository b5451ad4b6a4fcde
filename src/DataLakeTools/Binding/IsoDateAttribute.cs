using System.Globalization;
using System.Management.Automation;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Binding;

/// <summary>
/// Takes 2022-05-02, alone or before a time, for that day in every culture, and no other notation. PowerShell binds dates by the culture of the
/// session: 02/05/2022 is a day of February in one and of May in the next, under th-TH 2022 is the year 1479, and a
/// number is a count of ticks since the year 1.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IsoDateAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a year alone is left to <see cref="YearAttribute"/>.</summary>
    public bool AllowsYear { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain switch
        {
            string text when IsDay(text, out var date) => date,
            // A time as ConvertTo-Json and the receipts of jobs write it. The day is taken as written and not converted to local time.
            string text when text.Length > 10 && text[10] == 'T' && IsDay(text[..10], out _) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) => moment.DateTime,
            DateTimeOffset moment => moment.DateTime,
            DateOnly day => day.ToDateTime(TimeOnly.MinValue),
            string { Length: 4 } or int and > 0 and < 10000 when AllowsYear => inputData,
            string text when LooksLikeDay(text) => throw new ArgumentTransformationMetadataException($"There is no day '{text}'."),
            string or int or long or double => throw new ArgumentTransformationMetadataException(
                $"'{PlainText.Of(Convert.ToString(plain, CultureInfo.InvariantCulture)!)}' is no date that means the same everywhere. Write the year, the month and the day: {DateTime.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}."),
            _ => inputData,
        };
    }

    private static bool LooksLikeDay(string text) =>
        text.Length == 10 && text[4] == '-' && text[7] == '-' && !$"{text[..4]}{text[5..7]}{text[8..]}".AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool IsDay(string text, out DateTime day) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
