using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>Checks that bytes are exactly one complete JSON value.</summary>
internal static class Json
{
    private const int UnitLength = 6;

    public const string NotUtf8 = "is not one complete JSON value: it is not UTF-8.";

    public static JsonReaderOptions ReaderOptions => new() { MaxDepth = RawRecord.MaxDepth };

    /// <summary>One level more than is taken, so that a value that is too deep is known from one that is broken.</summary>
    public static JsonReaderOptions CheckOptions => new() { MaxDepth = RawRecord.MaxDepth + 1 };

    public const string HalfCharacter = @"has half a character in a name or a text (an escape as \ud800 alone), which no UTF-8 can hold.";

    public static string TooDeep => $"is nested deeper than {RawRecord.MaxDepth} levels.";

    /// <summary>The value without white space and byte order mark around it.</summary>
    public static ReadOnlyMemory<byte> TrimJsonSpace(ReadOnlyMemory<byte> json)
    {
        var span = json.Span;
        if (span.Length > 1 && IsValueEdge(span[0]) && IsValueEdge(span[^1]))
        {
            return json;
        }

        var start = span.StartsWith("\uFEFF"u8) ? 3 : 0;
        var end = span.Length;
        while (start < end && IsSpace(span[start]))
        {
            start++;
        }

        while (end > start && IsSpace(span[end - 1]))
        {
            end--;
        }

        return json[start..end];
    }

    /// <summary>Why these bytes are not a valid record, as the end of a sentence; <see langword="null"/> if they are.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return NotUtf8;
        }

        try
        {
            var reader = new Utf8JsonReader(json, CheckOptions);
            while (reader.Read())
            {
                if (reader.CurrentDepth == RawRecord.MaxDepth && reader.TokenType is (JsonTokenType.StartObject or JsonTokenType.StartArray))
                {
                    return TooDeep;
                }

                if (HasHalfCharacter(ref reader))
                {
                    return HalfCharacter;
                }
            }

            return null;
        }
        catch (JsonException fault)
        {
            return Incomplete(fault);
        }
    }

    /// <summary>
    /// Whether a name or a text has an escape that is half a character. The grammar allows it; a reader then refuses the record,
    /// or shows another text.
    /// </summary>
    public static bool HasHalfCharacter(ref readonly Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped || reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String))
        {
            return false;
        }

        var text = reader.ValueSpan;
        for (int at; (at = text.IndexOf((byte)'\\')) >= 0;)
        {
            var unit = UnitAt(text[at..]);
            text = text[(at + (text[at + 1] == 'u' ? UnitLength : 2))..];
            if (char.IsLowSurrogate(unit) || (char.IsHighSurrogate(unit) && !char.IsLowSurrogate(UnitAt(text))))
            {
                return true;
            }

            text = char.IsHighSurrogate(unit) ? text[UnitLength..] : text;
        }

        return false;
    }

    // The UTF-16 code unit that an escape stands for, as \u0041; NUL where there is another.
    private static char UnitAt(ReadOnlySpan<byte> text) => text.Length >= UnitLength && text.StartsWith(@"\u"u8)
        && ushort.TryParse(text[2..UnitLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : '\0';

    public static string Incomplete(JsonException fault) => $"is not one complete JSON value: {Describe(fault)}";

    /// <summary>Where the fault is, without the content.</summary>
    public static string Describe(JsonException fault) =>
        $"line {(fault.LineNumber ?? 0) + 1}, byte {(fault.BytePositionInLine ?? 0) + 1}.";

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static bool IsValueEdge(byte value) => value is (byte)'{' or (byte)'}';
}
