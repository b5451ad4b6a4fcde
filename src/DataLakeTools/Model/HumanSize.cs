using System.Globalization;

namespace DataLakeTools;

/// <summary>Sizes as people read them: three digits and a unit of 1000, the same in every culture.</summary>
public static class HumanSize
{
    private const double Step = 1000;

    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>A number of bytes, for example <c>185 MB</c>.</summary>
    /// <param name="bytes">The number of bytes.</param>
    public static string Of(double bytes)
    {
        var unit = 0;

        // 999.5 would be rounded to 1000 of the same unit.
        while (Math.Abs(bytes) >= Step - 0.5 && unit < Units.Length - 1)
        {
            bytes /= Step;
            unit++;
        }

        var digits = unit == 0 || Math.Abs(bytes) >= 99.95 ? "0" : Math.Abs(bytes) >= 9.995 ? "0.0" : "0.00";
        return string.Create(CultureInfo.InvariantCulture, $"{bytes.ToString(digits, CultureInfo.InvariantCulture)} {Units[unit]}");
    }

    /// <summary>A number of bytes a second, for example <c>1.23 GB/s</c>; empty for 0.</summary>
    /// <param name="bytesPerSecond">The number of bytes a second.</param>
    public static string RateOf(double bytesPerSecond) => bytesPerSecond > 0 ? $"{Of(bytesPerSecond)}/s" : string.Empty;
}
