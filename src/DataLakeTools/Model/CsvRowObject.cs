using System.Globalization;
using System.Management.Automation;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools;

/// <summary>Rows of a CSV file as objects.</summary>
internal static class CsvRowObject
{
    /// <summary>The current row.</summary>
    /// <param name="rows">The reader.</param>
    /// <param name="columns">Which columns become properties.</param>
    /// <param name="names">What the properties are called.</param>
    /// <param name="types">The types of the columns; all are text when null.</param>
    public static PSObject Of(CsvRowReader rows, int[] columns, string[] names, CsvTypes? types)
    {
        var row = new PSObject();
        for (var i = 0; i < columns.Length; i++)
        {
            // The names are unique, so validation is not needed.
            row.Properties.Add(new PSNoteProperty(names[i], types is null ? rows.GetString(columns[i]) : types.Read(rows, columns[i])), preValidated: true);
        }

        return row;
    }

    /// <summary>What is said of values that stayed text.</summary>
    /// <param name="types">The types of the columns.</param>
    /// <param name="source">The file or object.</param>
    /// <returns>One sentence; null if all values fit.</returns>
    public static string? WarningOf(CsvTypes? types, string source)
    {
        var misfits = types?.Misfits.ToList() ?? [];
        return misfits.Count == 0 ? null : PlainText.Of(string.Create(
            CultureInfo.InvariantCulture,
            $"Values of '{source}' that do not fit their type stay text: {string.Join("; ", misfits.Select(misfit => string.Create(CultureInfo.InvariantCulture, $"{misfit.Column} ({misfit.Type}) {misfit.Count}x, first '{misfit.Example}' in line {misfit.Line}")))}."));
    }
}
