using System.Globalization;
using System.Text;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>
/// The type of a column, written as Trino writes it: <c>bigint</c>, <c>decimal(3,1)</c>,
/// <c>array(row(id bigint, name varchar))</c> (Trino documentation, "Data types").
/// </summary>
public sealed record ColumnType
{
    private const int MaxPrecision = 38;

    private static readonly Dictionary<string, ColumnKind> Simple = new(StringComparer.Ordinal)
    {
        ["varchar"] = ColumnKind.Varchar,
        ["boolean"] = ColumnKind.Boolean,
        ["smallint"] = ColumnKind.Smallint,
        ["integer"] = ColumnKind.Integer,
        ["bigint"] = ColumnKind.Bigint,
        ["double"] = ColumnKind.Double,
        ["date"] = ColumnKind.Date,
    };

    /// <summary>The type of text.</summary>
    public static ColumnType Text { get; } = new() { Kind = ColumnKind.Varchar };

    /// <summary>What kind of type it is.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>The digits of a decimal.</summary>
    public int Precision { get; init; }

    /// <summary>The digits of a decimal behind the point.</summary>
    public int Scale { get; init; }

    /// <summary>The type of the elements of an array.</summary>
    public ColumnType? Element { get; init; }

    /// <summary>The fields of a row.</summary>
    public IReadOnlyList<RowField> Fields { get; init; } = [];

    /// <summary>Reads a type.</summary>
    /// <param name="text">The type as a contract writes it.</param>
    /// <exception cref="FormatException">It is no type that contracts know.</exception>
    public static ColumnType Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var position = 0;
        var type = ParseAt(text, ref position);
        return SkipSpace(text, position) == text.Length ? type : throw Unknown(text);
    }

    /// <summary>The type as Trino writes it.</summary>
    public override string ToString() => Kind switch
    {
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({Precision},{Scale})"),
        ColumnKind.Array => $"array({Element})",
        ColumnKind.Row => new StringBuilder("row(").AppendJoin(", ", Fields.Select(field => $"{field.Name} {field.Type}")).Append(')').ToString(),
        _ => Kind.ToString().ToLowerInvariant(),
    };

    private static ColumnType ParseAt(string text, ref int position)
    {
        var name = Word(text, ref position);
        if (Simple.TryGetValue(name, out var kind))
        {
            return new ColumnType { Kind = kind };
        }

        Expect(text, ref position, '(');
        var type = name switch
        {
            "array" => new ColumnType { Kind = ColumnKind.Array, Element = ParseAt(text, ref position) },
            "row" => new ColumnType { Kind = ColumnKind.Row, Fields = FieldsAt(text, ref position) },
            "decimal" => DecimalAt(text, ref position),
            _ => throw Unknown(text),
        };
        Expect(text, ref position, ')');
        return type;
    }

    private static ColumnType DecimalAt(string text, ref int position)
    {
        var precision = Number(text, ref position);
        Expect(text, ref position, ',');
        var scale = Number(text, ref position);
        return precision is > 0 and <= MaxPrecision && scale <= precision
            ? new ColumnType { Kind = ColumnKind.Decimal, Precision = precision, Scale = scale }
            : throw Unknown(text);
    }

    private static List<RowField> FieldsAt(string text, ref int position)
    {
        var fields = new List<RowField>();
        do
        {
            var name = Word(text, ref position);
            fields.Add(new RowField(name, ParseAt(text, ref position)));
            position = SkipSpace(text, position);
        }
        while (position < text.Length && text[position] == ',' && ++position > 0);
        return fields;
    }

    private static string Word(string text, ref int position)
    {
        var start = position = SkipSpace(text, position);
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
        {
            position++;
        }

        return position > start ? text[start..position] : throw Unknown(text);
    }

    private static int Number(string text, ref int position) =>
        int.TryParse(Word(text, ref position), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unknown(text);

    private static void Expect(string text, ref int position, char expected)
    {
        position = SkipSpace(text, position);
        if (position == text.Length || text[position] != expected)
        {
            throw Unknown(text);
        }

        position++;
    }

    private static int SkipSpace(string text, int position)
    {
        while (position < text.Length && text[position] == ' ')
        {
            position++;
        }

        return position;
    }

    private static FormatException Unknown(string text) => new(
        $"'{text}' is no type of a column: varchar, boolean, smallint, integer, bigint, double, decimal(p,s), date, array(...) or row(name type, ...).");
}
