using System.Management.Automation;
using DataLakeTools.Core.Csv;

namespace DataLakeTools;

/// <summary>Rows of a CSV file as objects.</summary>
internal static class CsvRowObject
{
    /// <summary>The current row.</summary>
    /// <param name="rows">The reader.</param>
    /// <param name="columns">Which columns become properties.</param>
    /// <param name="names">What the properties are called.</param>
    public static PSObject Of(CsvRowReader rows, int[] columns, string[] names)
    {
        var row = new PSObject();
        for (var i = 0; i < columns.Length; i++)
        {
            // The names are unique, so validation is not needed.
            row.Properties.Add(new PSNoteProperty(names[i], rows.GetString(columns[i])), preValidated: true);
        }

        return row;
    }
}
