using System.Globalization;
using System.Management.Automation;

namespace DataLakeTools.Binding;

/// <summary>
/// Takes a year for its first or last day. PowerShell itself would convert the number 1990 to 1990 ticks since the year 1.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class YearAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a year means its last day, as in "after 1990"; else its first, as in "before 1990".</summary>
    public bool MeansLastDay { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var text = (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string given => given,
            int number => number.ToString("D4", CultureInfo.InvariantCulture),
            _ => null,
        };
        return text is { Length: 4 } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year > 0
            ? MeansLastDay ? new DateTime(year, 12, 31) : new DateTime(year, 1, 1)
            : inputData;
    }
}
