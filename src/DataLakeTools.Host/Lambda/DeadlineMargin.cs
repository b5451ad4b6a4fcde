using System.Globalization;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Host.Lambda;

/// <summary>
/// How much of an invocation's time is reserved for its answer after the run has ended: seconds, or a percentage of the
/// whole time.
/// </summary>
internal sealed record DeadlineMargin
{
    /// <summary>The variable that says it: <c>5</c> (seconds) or <c>5%</c>.</summary>
    public const string Variable = "DATALAKE_DEADLINE_MARGIN";

    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(5);
    private const double UsualPart = 0.05;

    private TimeSpan? Time { get; init; }

    private double? Part { get; init; }

    /// <summary>Reads the variable's value.</summary>
    /// <param name="text">The value; null or empty for the usual margin: 5 seconds, or 5 % where that is less.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>.</exception>
    public static DeadlineMargin Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new DeadlineMargin();
        }

        var isPart = text.EndsWith('%');
        if (double.TryParse(text.TrimEnd('%', 's'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            if (isPart && number < 100)
            {
                return new DeadlineMargin { Part = number / 100 };
            }

            if (!isPart && number < 900)
            {
                return new DeadlineMargin { Time = TimeSpan.FromSeconds(number) };
            }
        }

        throw new DataLakeException(
            DataLakeError.InvalidOption, $"{Variable} cannot be '{text}'.", "Give seconds below 900, as 5, or a part of the time that an invocation has, as 5%.", text);
    }

    /// <summary>The margin of an invocation.</summary>
    /// <param name="available">How much time it has in all.</param>
    public TimeSpan Of(TimeSpan available) => Time ?? (Part is { } part ? available * part : Least(UsualTime, available * UsualPart));

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
