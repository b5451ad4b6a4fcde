using System.Numerics;
using DataLakeTools.Core.Tables.Contracts;
using DuckDB.NET.Native;

namespace DataLakeTools.DuckDb;

/// <summary>Makes columns of numbers, truth values and days from their contracts.</summary>
internal static class ValueColumns
{
    /// <summary>The column of a contract whose type is a number, a truth value or a day.</summary>
    public static ColumnBuffer Of(ColumnContract column) => column.Type.Kind switch
    {
        ColumnKind.Boolean => new ValueColumn<bool>(DuckDBType.Boolean, StrictText.TryReadBoolean),
        ColumnKind.Smallint => Whole<short>(DuckDBType.SmallInt, column),
        ColumnKind.Integer => Whole<int>(DuckDBType.Integer, column),
        ColumnKind.Bigint => Whole<long>(DuckDBType.BigInt, column),
        ColumnKind.Double => Double(column),
        ColumnKind.Date => new ValueColumn<int>(DuckDBType.Date, TryReadDaysSince1970),
        ColumnKind.Decimal => column.Type.Precision switch
        {
            <= 4 => Decimal<short>(column),
            <= 9 => Decimal<int>(column),
            <= 18 => Decimal<long>(column),
            _ => Decimal<Int128>(column),
        },
        _ => throw new ArgumentException($"A column of '{column.Type}' has no values of one size.", nameof(column)),
    };

    private static ValueColumn<T> Whole<T>(DuckDBType type, ColumnContract column)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var (min, max) = Bounds(column, scale: 0, Int128.CreateChecked(T.MinValue), Int128.CreateChecked(T.MaxValue));
        var (least, most) = (long.CreateSaturating(min), long.CreateSaturating(max));
        return new ValueColumn<T>(type, (text, out value) =>
        {
            var fits = StrictText.TryReadWhole(text, out var whole) && ((whole >= least && whole <= most) || (whole == 0 && column.ZeroIsMissing));
            value = T.CreateTruncating(whole);
            return fits;
        })
        {
            ZeroIsMissing = column.ZeroIsMissing,
            IsRequired = column.Required,
        };
    }

    // As DuckDB keeps it: a whole number, the value times ten to the power of the scale.
    private static ValueColumn<T> Decimal<T>(ColumnContract column)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var type = column.Type;
        var (least, most) = Bounds(column, type.Scale, Int128.MinValue, Int128.MaxValue);
        return new ValueColumn<T>(() => NativeMethods.LogicalType.DuckDBCreateDecimalType((byte)type.Precision, (byte)type.Scale), (text, out value) =>
        {
            var fits = StrictText.TryReadDecimal(text, type, out var scaled) && ((scaled >= least && scaled <= most) || (scaled == 0 && column.ZeroIsMissing));
            value = T.CreateTruncating(scaled);
            return fits;
        })
        {
            ZeroIsMissing = column.ZeroIsMissing,
            IsRequired = column.Required,
        };
    }

    private static ValueColumn<double> Double(ColumnContract column)
    {
        var least = (double?)column.Min ?? double.MinValue;
        var most = (double?)column.Max ?? double.MaxValue;
        return new ValueColumn<double>(DuckDBType.Double, (text, out value) => StrictText.TryReadDouble(text, out value) && ((value >= least && value <= most) || (value == 0 && column.ZeroIsMissing)))
        {
            ZeroIsMissing = column.ZeroIsMissing,
            IsRequired = column.Required,
        };
    }

    private static bool TryReadDaysSince1970(ReadOnlySpan<byte> text, out int value)
    {
        var fits = StrictText.TryReadDay(text, out var day);
        value = day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return fits;
    }

    // The whole numbers between the bounds of the contract, which have more digits behind the point than the column at times.
    private static (Int128 Least, Int128 Most) Bounds(ColumnContract column, int scale, Int128 least, Int128 most)
    {
        var power = BigInteger.Pow(10, scale);
        if (column.Min is { } min)
        {
            least = Int128.Max(least, Int128.CreateSaturating(-Floor(-min, power)));
        }

        if (column.Max is { } max)
        {
            most = Int128.Min(most, Int128.CreateSaturating(Floor(max, power)));
        }

        return (least, most);
    }

    private static BigInteger Floor(decimal value, BigInteger power)
    {
        var whole = decimal.Floor(value);
        var digits = BigInteger.Pow(10, value.Scale);
        return (new BigInteger(whole) * power) + (new BigInteger((value - whole) * (decimal)digits) * power / digits);
    }
}
