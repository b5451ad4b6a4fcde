using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools;

/// <summary>Makes objects of the rows of a CSV file.</summary>
internal sealed class CsvRowObjects
{
    private readonly CsvRowReader _rows;
    private readonly int[] _columns;
    private readonly CsvTypes _types;
    private readonly PSNoteProperty[] _properties;

    /// <param name="rows">The reader.</param>
    /// <param name="columns">Which columns become properties.</param>
    /// <param name="types">The types of the columns.</param>
    public CsvRowObjects(CsvRowReader rows, int[] columns, CsvTypes types)
    {
        (_rows, _columns, _types) = (rows, columns, types);
        _properties = Array.ConvertAll(columns, column => new PSNoteProperty(rows.Columns[column], null));
    }

    /// <summary>How many values a row has, and properties an object.</summary>
    public int Width => _columns.Length;

    /// <summary>Reads the values of the row that the reader is at.</summary>
    /// <param name="values">Where they go.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(Span<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _types.Read(_rows, _columns[i]);
        }
    }

    /// <summary>The object of a row.</summary>
    /// <param name="values">The values of the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public PSObject Of(ReadOnlySpan<object?> values)
    {
        var row = NewObject(values.Length);
        var properties = row.Properties;
        for (var i = 0; i < values.Length; i++)
        {
            // The object gets a copy of the property, so one serves all rows. The names are unique, so validation is not needed.
            _properties[i].Value = values[i];
            properties.Add(_properties[i], preValidated: true);
        }

        return row;
    }

    /// <summary>What is said of values that stayed text.</summary>
    /// <param name="source">The file or object.</param>
    /// <returns>One sentence; null if all values fit.</returns>
    public string? WarningOf(string source)
    {
        var misfits = _types.Misfits.ToList();
        return misfits.Count == 0 ? null : PlainText.Of(string.Create(
            CultureInfo.InvariantCulture,
            $"Values of '{source}' that do not fit their type stay text: {string.Join("; ", misfits.Select(misfit => string.Create(CultureInfo.InvariantCulture, $"{misfit.Column} ({misfit.Type}) {misfit.Count}x, first '{misfit.Example}' in line {misfit.Line}")))}."));
    }

    // Room for all properties at once. The reference assembly, of an older PowerShell, lacks this constructor of PSObject:
    // `new PSObject(3)` would compile and wrap the number.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern PSObject NewObject(int propertyCount);
}
