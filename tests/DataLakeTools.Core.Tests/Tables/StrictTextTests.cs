using System.Globalization;
using System.Text;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tests.Tables;

/// <summary>What text is a value of a type: its exact form, whatever culture, and nothing that is like it.</summary>
public sealed class StrictTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("7", 7)]
    [InlineData("-12", -12)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Reads_whole_numbers(string text, long expected)
    {
        Assert.True(StrictText.TryReadWhole(Bytes(text), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("--1")]
    [InlineData("01")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("1_000")]
    [InlineData("0x1F")]
    [InlineData("\u0663")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551617")]
    [InlineData("99999999999999999999")]
    public void Takes_nothing_else_for_a_whole_number(string text) => Assert.False(StrictText.TryReadWhole(Bytes(text), out _));

    [Theory]
    [InlineData("decimal(3,1)", "7.5", "75")]
    [InlineData("decimal(3,1)", "10", "100")]
    [InlineData("decimal(3,1)", "-0.5", "-5")]
    [InlineData("decimal(3,3)", "0.12", "120")]
    [InlineData("decimal(25,0)", "1234567890123456789012345", "1234567890123456789012345")]
    [InlineData("decimal(38,0)", "99999999999999999999999999999999999999", "99999999999999999999999999999999999999")]
    [InlineData("decimal(38,37)", "-9.9999999999999999999999999999999999999", "-99999999999999999999999999999999999999")]
    public void Reads_decimals_as_multiples_of_their_last_digit(string type, string text, string expected)
    {
        Assert.True(StrictText.TryReadDecimal(Bytes(text), ColumnType.Parse(type), out var value));
        Assert.Equal(Int128.Parse(expected, CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("decimal(3,1)", "7.55")]
    [InlineData("decimal(3,1)", "100")]
    [InlineData("decimal(3,1)", "7,5")]
    [InlineData("decimal(3,1)", ".5")]
    [InlineData("decimal(3,1)", "5.")]
    [InlineData("decimal(3,1)", "07.5")]
    [InlineData("decimal(3,1)", "1.-5")]
    [InlineData("decimal(3,1)", "")]
    [InlineData("decimal(3,3)", "1.5")]
    [InlineData("decimal(4,0)", "1.5")]
    [InlineData("decimal(4,0)", "12345")]
    public void Takes_nothing_else_for_a_decimal(string type, string text) => Assert.False(StrictText.TryReadDecimal(Bytes(text), ColumnType.Parse(type), out _));

    [Theory]
    [InlineData("7.50", "7.50")]
    [InlineData("-0.1", "-0.1")]
    [InlineData("1234567890123456789012345678", "1234567890123456789012345678")]
    [InlineData("12345678901234567890123456789", null)]
    [InlineData("1.2345678901234567890123456789", null)]
    [InlineData("1e3", null)]
    [InlineData("01.5", null)]
    [InlineData("1.", null)]
    public void Reads_decimals_of_any_type_that_are_kept_exactly(string text, string? expected) =>
        Assert.Equal(expected, StrictText.TryReadDecimal(Bytes(text), out var value) ? value.ToString(CultureInfo.InvariantCulture) : null);

    [Theory]
    [InlineData("7.5", 7.5)]
    [InlineData("-1e-3", -0.001)]
    [InlineData("1E+2", 100)]
    [InlineData("0", 0)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    public void Reads_numbers(string text, double expected)
    {
        Assert.True(StrictText.TryReadDouble(Bytes(text), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("Infinity")]
    [InlineData("NaN")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("e5")]
    [InlineData("00")]
    [InlineData("0x1p3")]
    [InlineData(" 1")]
    [InlineData("1,5")]
    public void Takes_nothing_else_for_a_number(string text) => Assert.False(StrictText.TryReadDouble(Bytes(text), out _));

    [Theory]
    [InlineData("1994-01-05", true)]
    [InlineData("2024-02-29", true)]
    [InlineData("2023-02-29", false)]
    [InlineData("1994-1-5", false)]
    [InlineData("1994/01/05", false)]
    [InlineData("1994-01-05T", false)]
    [InlineData("0000-00-00", false)]
    public void Takes_days_that_there_are(string text, bool expected) =>
        Assert.Equal((expected, expected ? DateOnly.Parse(text, CultureInfo.InvariantCulture) : default), (StrictText.TryReadDay(Bytes(text), out var day), day));

    [Theory]
    [InlineData("true", true, true)]
    [InlineData("false", true, false)]
    [InlineData("True", false, false)]
    [InlineData("1", false, false)]
    public void Takes_true_and_false(string text, bool expected, bool value) =>
        Assert.Equal((expected, value), (StrictText.TryReadBoolean(Bytes(text), out var read), read));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
