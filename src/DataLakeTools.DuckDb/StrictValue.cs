using System.Globalization;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.DuckDb;

/// <summary>
/// Expressions that turn text into a typed value, or into NULL where it has not the exact form of its type: TRY_CAST alone
/// takes <c>' 12 '</c>, <c>1e3</c>, <c>1_000</c> and <c>0x1F</c> for integers and rounds <c>10.7</c>. Digits with zeros before
/// them are an identifier, and no number has them all.
/// </summary>
internal static class StrictValue
{
    private const string WholeNumber = "-?(0|[1-9][0-9]{0,18})";
    private const string Number = "-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?";
    private const string Day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

    /// <summary>The value of a text.</summary>
    /// <param name="text">An expression that gives text, not NULL where there is a value.</param>
    /// <param name="column">The column.</param>
    public static string OfText(string text, ColumnContract column) => column.Type.Kind switch
    {
        ColumnKind.Varchar => text,
        ColumnKind.Array => $"string_split({text}, {Sql.Literal(column.Split ?? ",")})",
        _ => Bounded($"CASE WHEN regexp_full_match({text}, {Sql.Literal(Form(column.Type))}) THEN TRY_CAST({text} AS {Sql.TypeOf(column.Type)}) END", column),
    };

    /// <summary>The value of a piece of JSON.</summary>
    /// <param name="json">An expression that gives JSON, NULL where the record has none.</param>
    /// <param name="column">The column.</param>
    public static string OfJson(string json, ColumnContract column)
    {
        var text = $"({json} ->> '$')";
        return column.Type.Kind switch
        {
            ColumnKind.Varchar when column.TakesAnyJson => text,
            ColumnKind.Varchar => OfKind(json, "'VARCHAR'", text),
            ColumnKind.Boolean => OfKind(json, "'BOOLEAN'", $"TRY_CAST({text} AS BOOLEAN)"),
            ColumnKind.Date => OfKind(json, "'VARCHAR'", OfText(text, column)),
            ColumnKind.Double => Bounded(OfKind(json, "'BIGINT', 'UBIGINT', 'DOUBLE'", $"TRY_CAST({text} AS DOUBLE)"), column),
            ColumnKind.Decimal => OfKind(json, "'BIGINT', 'UBIGINT', 'DOUBLE'", OfText(text, column)),
            ColumnKind.Array => OfKind(json, "'ARRAY'", $"json_transform({json}, {Sql.Literal(Structure(column.Type))})"),
            ColumnKind.Row => OfKind(json, "'OBJECT'", $"json_transform({json}, {Sql.Literal(Structure(column.Type))})"),
            _ => Bounded(OfKind(json, "'BIGINT', 'UBIGINT'", $"TRY_CAST({text} AS {Sql.TypeOf(column.Type)})"), column),
        };
    }

    /// <summary>The rule in words, for the list of rejects.</summary>
    public static string RuleOf(ColumnContract column)
    {
        var bounds = (column.Min, column.Max) switch
        {
            (null, null) => string.Empty,
            (var min, null) => string.Create(CultureInfo.InvariantCulture, $", at least {min}"),
            (null, var max) => string.Create(CultureInfo.InvariantCulture, $", at most {max}"),
            var (min, max) => string.Create(CultureInfo.InvariantCulture, $", {min} to {max}"),
        };
        return $"{column.Type}{bounds}{(column.Required ? ", required" : string.Empty)}";
    }

    private static string Form(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => "true|false",
        ColumnKind.Double => Number,
        ColumnKind.Date => Day,
        ColumnKind.Decimal when type.Scale == 0 => WholeNumber,
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"-?(0|[1-9][0-9]{{0,{Math.Max(1, type.Precision - type.Scale) - 1}}})([.][0-9]{{1,{type.Scale}}})?"),
        _ => WholeNumber,
    };

    private static string Bounded(string value, ColumnContract column)
    {
        var conditions = new[]
        {
            column.Min is { } min ? string.Create(CultureInfo.InvariantCulture, $"value >= {min}") : null,
            column.Max is { } max ? string.Create(CultureInfo.InvariantCulture, $"value <= {max}") : null,
        }.OfType<string>().ToList();
        return conditions.Count == 0 ? value : $"(CASE WHEN {string.Join(" AND ", conditions.Select(condition => condition.Replace("value", $"({value})", StringComparison.Ordinal)))} THEN {value} END)";
    }

    private static string OfKind(string json, string kinds, string value) => $"CASE WHEN json_type({json}) IN ({kinds}) THEN {value} END";

    // What json_transform reads: the shape of the JSON with a type for each value.
    private static string Structure(ColumnType type) => type.Kind switch
    {
        ColumnKind.Array => $"[{Structure(type.Element!)}]",
        ColumnKind.Row => $"{{{string.Join(", ", type.Fields.Select(field => $"\"{field.Name}\": {Structure(field.Type)}"))}}}",
        _ => $"\"{Sql.TypeOf(type)}\"",
    };
}
