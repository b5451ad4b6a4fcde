using System.Globalization;

namespace DataLakeTools.Core.Reporting;

/// <summary>Counts of things in words.</summary>
public static class Count
{
    /// <summary>A number with its noun, as <c>1 file</c> and <c>1,024 files</c>.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="noun">What one of them is called; many are called so with an s.</param>
    public static string Of(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {noun}{(count == 1 ? string.Empty : "s")}");

    /// <summary>The verb of so many things: one <c>has</c>, none and many <c>have</c>.</summary>
    /// <param name="count">How many there are.</param>
    public static string Has(long count) => count == 1 ? "has" : "have";
}
