using System.Globalization;
using System.Text;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>
/// Reads values from text that has the exact form of their type, so that nothing is guessed: no white space, no sign before a number but
/// <c>-</c>, no group separators, no other date than <c>yyyy-MM-dd</c>. Digits with zeros before them are an identifier, and
/// no number has them.
/// </summary>
public static class StrictText
{
    // What an unsigned number of 64 bits, and System.Decimal, hold whatever the digits are.
    private const int MaxDigits = 19;
    private const int MaxDecimalDigits = 28;

    /// <summary><c>true</c> or <c>false</c>.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="value">The value.</param>
    public static bool TryReadBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        value = text.SequenceEqual("true"u8);
        return value || text.SequenceEqual("false"u8);
    }

    /// <summary>A whole number of 64 bits: <c>0</c>, <c>-12</c>.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="value">The value.</param>
    public static bool TryReadWhole(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var isNegative = TrimSign(ref text);
        if (!IsDigits(text, MaxDigits))
        {
            return false;
        }

        ulong digits = 0;
        foreach (var digit in text)
        {
            digits = (digits * 10) + digit - '0';
        }

        value = unchecked(isNegative ? -(long)digits : (long)digits);
        return digits <= long.MaxValue || (isNegative && digits == (ulong)long.MaxValue + 1);
    }

    /// <summary>A decimal number: <c>7.5</c>, <c>-0.25</c>, with at most the digits of its type before and behind the point.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="type">A decimal type.</param>
    /// <param name="value">The value times ten to the power of the scale.</param>
    public static bool TryReadDecimal(ReadOnlySpan<byte> text, ColumnType type, out Int128 value)
    {
        ArgumentNullException.ThrowIfNull(type);
        value = 0;
        var isNegative = TrimSign(ref text);
        SplitAtPoint(text, out var before, out var behind);
        if (!IsDigits(before, Math.Max(1, type.Precision - type.Scale)) || (behind.Length > 0 && !IsFraction(behind, type.Scale))
            || (type.Precision == type.Scale && before[0] != '0'))
        {
            return false;
        }

        value = Digits(Digits(0, before), behind.IsEmpty ? behind : behind[1..]);
        for (var missing = type.Scale - Math.Max(0, behind.Length - 1); missing > 0; missing--)
        {
            value *= 10;
        }

        value = isNegative ? -value : value;
        return true;
    }

    /// <summary>A decimal number of any type, with at most 28 digits.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="value">The value, with as many digits behind the point as the text.</param>
    public static bool TryReadDecimal(ReadOnlySpan<byte> text, out decimal value)
    {
        value = 0;
        var digits = text;
        TrimSign(ref digits);
        SplitAtPoint(digits, out var before, out var behind);
        return IsDigits(before, MaxDecimalDigits) && (behind.IsEmpty || IsFraction(behind, MaxDecimalDigits - before.Length))
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A finite number of 64 bits: <c>7.5</c>, <c>-1e3</c>.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="value">The value.</param>
    public static bool TryReadDouble(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var digits = text;
        TrimSign(ref digits);
        var exponent = digits.IndexOfAny((byte)'e', (byte)'E');
        if (exponent >= 0)
        {
            var power = digits[(exponent + 1)..];
            power = power is [(byte)'-' or (byte)'+', ..] ? power[1..] : power;
            if (power.IsEmpty || HasOther(power))
            {
                return false;
            }

            digits = digits[..exponent];
        }

        SplitAtPoint(digits, out var before, out var behind);
        return IsDigits(before, int.MaxValue) && (behind.IsEmpty || IsFraction(behind, int.MaxValue))
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>A day: <c>2022-05-02</c>.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="value">The value.</param>
    public static bool TryReadDay(ReadOnlySpan<byte> text, out DateOnly value)
    {
        Span<char> day = stackalloc char[10];
        value = default;
        return text.Length == day.Length && Encoding.UTF8.TryGetChars(text, day, out var written)
            && DateOnly.TryParseExact(day[..written], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }

    private static bool TrimSign(ref ReadOnlySpan<byte> text)
    {
        if (text is not [(byte)'-', ..])
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    // The point stays with what is behind it, so that "1." is told from "1".
    private static void SplitAtPoint(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> before, out ReadOnlySpan<byte> behind)
    {
        var point = text.IndexOf((byte)'.');
        before = point < 0 ? text : text[..point];
        behind = point < 0 ? [] : text[point..];
    }

    private static bool IsFraction(ReadOnlySpan<byte> behind, int most) => behind.Length >= 2 && behind.Length - 1 <= most && !HasOther(behind[1..]);

    private static bool IsDigits(ReadOnlySpan<byte> text, int most) =>
        text.Length > 0 && text.Length <= most && (text[0] != '0' || text.Length == 1) && !HasOther(text);

    private static bool HasOther(ReadOnlySpan<byte> text)
    {
        foreach (var one in text)
        {
            if (!char.IsAsciiDigit((char)one))
            {
                return true;
            }
        }

        return false;
    }

    private static Int128 Digits(Int128 value, ReadOnlySpan<byte> digits)
    {
        foreach (var digit in digits)
        {
            value = (value * 10) + digit - '0';
        }

        return value;
    }
}
