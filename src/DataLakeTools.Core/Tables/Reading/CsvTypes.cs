using System.Runtime.CompilerServices;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Reading;

/// <summary>
/// The types of the columns of a CSV file: those of the contract that knows its header, or those that all of its values have.
/// A value that does not fit stays text and is counted. Lists stay the text that the file has.
/// </summary>
/// <remarks>Rows that follow one another repeat much, so a value equal to the one above it is the same object.</remarks>
public sealed class CsvTypes
{
    // The first that all values of a column fit is taken.
    private static readonly ColumnContract[] Inferred = [.. new[] { ColumnKind.Boolean, ColumnKind.Bigint, ColumnKind.Decimal, ColumnKind.Date }
        .Select(kind => new ColumnContract { Name = string.Empty, Type = new ColumnType { Kind = kind }, Missing = [string.Empty] })];

    private readonly ColumnContract?[] _columns;
    private readonly CsvMisfit?[] _misfits;
    private readonly ValueAbove[] _above;

    private CsvTypes(ColumnContract?[] columns)
    {
        _columns = columns;
        _misfits = new CsvMisfit?[columns.Length];
        _above = new ValueAbove[columns.Length];
    }

    /// <summary>What did not fit, one entry a column that has such values.</summary>
    public IEnumerable<CsvMisfit> Misfits => _misfits.OfType<CsvMisfit>();

    /// <summary>The types of a file whose header a contract that ships knows: it has every column of the contract.</summary>
    /// <param name="header">The names of the columns.</param>
    /// <returns>The types; null if no contract knows the header.</returns>
    public static CsvTypes? OfContract(IReadOnlyList<string> header)
    {
        ArgumentNullException.ThrowIfNull(header);
        ColumnContract[] best = [];
        foreach (var columns in ShippedCsvContracts.All)
        {
            if (columns.Length > best.Length && Array.TrueForAll(columns, column => column.Source.Any(header.Contains)))
            {
                best = columns;
            }
        }

        return best is [] ? null : new CsvTypes([.. header.Select(name =>
            Array.Find(best, column => column.Source.Contains(name)) is { } column && column.Type.Kind is not (ColumnKind.Varchar or ColumnKind.Array) ? column : null)]);
    }

    /// <summary>All values are text.</summary>
    /// <param name="rows">The rows.</param>
    public static CsvTypes OfText(CsvRowReader rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new CsvTypes(new ColumnContract?[rows.Columns.Count]);
    }

    /// <summary>
    /// The types that all values of a file have, column by column: <c>true</c> and <c>false</c>, whole numbers, numbers, days.
    /// Numbers with leading zeros are identifiers and stay text. Reads all rows.
    /// </summary>
    /// <param name="rows">The rows; they are read to their end.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static CsvTypes OfValues(CsvRowReader rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var fitting = new bool[rows.Columns.Count, Inferred.Length];
        var hasValue = new bool[rows.Columns.Count];
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < hasValue.Length; i++)
            {
                var bytes = rows.GetRaw(i);
                if (bytes.IsEmpty || rows.IsNull(i))
                {
                    continue;
                }

                for (var kind = 0; kind < Inferred.Length; kind++)
                {
                    fitting[i, kind] = (fitting[i, kind] || !hasValue[i]) && TryRead(Inferred[kind], bytes, out _);
                }

                hasValue[i] = true;
            }
        }

        return new CsvTypes([.. Enumerable.Range(0, hasValue.Length).Select(column => Inferred.Where((_, kind) => fitting[column, kind]).FirstOrDefault())]);
    }

    /// <summary>A field of the current row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="column">The index of the column.</param>
    /// <returns>The value, or its text where it has no other type or does not fit it; null if it is missing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public object? Read(CsvRowReader rows, int column)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.IsNull(column))
        {
            return null;
        }

        var bytes = rows.GetRaw(column);
        if (_above[column].Bytes is { } above && bytes.SequenceEqual(above.AsSpan(0, _above[column].Length)))
        {
            return _above[column].Value;
        }

        object? value;
        if (_columns[column] is { } contract)
        {
            if (!TryRead(contract, bytes, out value) && rows.GetString(column) is { } text && !contract.Missing!.Contains(text))
            {
                return Misfit(rows, column, contract, text);
            }
        }
        else
        {
            value = rows.GetString(column);
        }

        _above[column].Set(bytes, value);
        return value;
    }

    // Each is counted, so it is not kept for the row below.
    private string Misfit(CsvRowReader rows, int column, ColumnContract contract, string text)
    {
        _misfits[column] = _misfits[column] is { } before
            ? before with { Count = before.Count + 1 }
            : new CsvMisfit(rows.Columns[column], contract.Type.ToString(), 1, text, rows.Line);
        return text;
    }

    private static bool TryRead(ColumnContract column, ReadOnlySpan<byte> bytes, out object? value)
    {
        value = column.Type.Kind switch
        {
            ColumnKind.Boolean => StrictText.TryReadBoolean(bytes, out var truth) ? truth : null,
            ColumnKind.Date => StrictText.TryReadDay(bytes, out var day) ? day : null,
            ColumnKind.Smallint or ColumnKind.Integer or ColumnKind.Bigint => StrictText.TryReadWhole(bytes, out var whole) && IsInside(column, whole) ? Narrow(column.Type.Kind, whole) : null,
            ColumnKind.Decimal => (column.Type.Precision == 0 || StrictText.TryReadDecimal(bytes, column.Type, out _))
                && StrictText.TryReadDecimal(bytes, out var exact) && IsInside(column, exact) ? exact : null,
            ColumnKind.Double => StrictText.TryReadDouble(bytes, out var number)
                && (column.Min is not { } min || number >= (double)min) && (column.Max is not { } max || number <= (double)max) ? number : null,
            _ => null,
        };
        return value is not null;
    }

    private static object? Narrow(ColumnKind kind, long whole) => kind switch
    {
        ColumnKind.Bigint => whole,
        ColumnKind.Integer when whole is >= int.MinValue and <= int.MaxValue => (int)whole,
        ColumnKind.Smallint when whole is >= short.MinValue and <= short.MaxValue => (int)whole,
        _ => null,
    };

    private static bool IsInside(ColumnContract column, decimal value) => (column.Min is not { } min || value >= min) && (column.Max is not { } max || value <= max);

    // Long values seldom come again, and to keep one would take its memory.
    private struct ValueAbove
    {
        private const int MaxLength = 256;

        public byte[]? Bytes;
        public int Length;
        public object? Value;

        public void Set(ReadOnlySpan<byte> bytes, object? value)
        {
            if (bytes.Length <= MaxLength)
            {
                bytes.CopyTo(Bytes ??= new byte[MaxLength]);
                (Length, Value) = (bytes.Length, value);
            }
        }
    }
}
