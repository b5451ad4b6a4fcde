using System.Globalization;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.DuckDb;

/// <summary>
/// Expressions that turn JSON into a typed value, or into NULL where it has not the exact form of its type (as
/// <see cref="StrictText"/>): TRY_CAST alone rounds <c>10.7</c> for integers and takes <c>1994/01/05</c> for a day.
/// </summary>
internal static class StrictValue
{
    private const string Day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

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
            ColumnKind.Date => OfKind(json, "'VARCHAR'", Matched(text, Day, column)),
            ColumnKind.Double => Bounded(OfKind(json, "'BIGINT', 'UBIGINT', 'DOUBLE'", $"TRY_CAST({text} AS DOUBLE)"), column),
            ColumnKind.Decimal => OfKind(json, "'BIGINT', 'UBIGINT', 'DOUBLE'", Bounded(Matched(text, DecimalOf(column.Type), column), column)),
            ColumnKind.Array or ColumnKind.Row => $"CASE WHEN {Misfits(json, column)} THEN {OfNested(json, column)} ELSE json_transform({json}, {Sql.Literal(Structure(column.Type))}) END",
            _ => Bounded(OfKind(json, "'BIGINT', 'UBIGINT'", $"TRY_CAST({text} AS {Sql.TypeOf(column.Type)})"), column),
        };
    }

    /// <summary>Whether a piece of JSON, or something in it, is there and is no value of its type.</summary>
    /// <param name="json">An expression that gives JSON, NULL where the record has none.</param>
    /// <param name="column">The column.</param>
    public static string IsMisfit(string json, ColumnContract column) =>
        IsNested(column.Type) ? Misfits(json, column) : $"({json} IS NOT NULL AND {OfJson(json, column)} IS NULL)";

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

    private static string Matched(string text, string form, ColumnContract column) => $"CASE WHEN regexp_full_match({text}, {Sql.Literal(form)}) THEN TRY_CAST({text} AS {Sql.TypeOf(column.Type)}) END";

    private static string DecimalOf(ColumnType type) => string.Create(
        CultureInfo.InvariantCulture,
        $"-?(0|[1-9][0-9]{{0,{Math.Max(1, type.Precision - type.Scale) - 1}}}){(type.Scale == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"([.][0-9]{{1,{type.Scale}}})?"))}");

    private static string Bounded(string value, ColumnContract column)
    {
        var conditions = new[]
        {
            column.Min is { } min ? string.Create(CultureInfo.InvariantCulture, $"value >= {min}") : null,
            column.Max is { } max ? string.Create(CultureInfo.InvariantCulture, $"value <= {max}") : null,
        }.OfType<string>().ToList();
        if (conditions.Count == 0)
        {
            return value;
        }

        var isInside = string.Join(" AND ", conditions);
        var takes = column.ZeroIsMissing ? $"({isInside}) OR value = 0" : isInside;
        return $"(CASE WHEN {takes.Replace("value", $"({value})", StringComparison.Ordinal)} THEN {value} END)";
    }

    private static string OfKind(string json, string kinds, string value) => $"CASE WHEN json_type({json}) IN ({kinds}) THEN {value} END";

    private static bool IsNested(ColumnType type) => type.Kind is ColumnKind.Array or ColumnKind.Row;

    private static ColumnContract Of(RowField field) => new() { Name = field.Name, Type = field.Type };

    private static string FieldOf(string json, RowField field) => $"json_extract({json}, {Sql.Literal(JsonPath.OfField(field.Name))})";

    // json_transform is quick, and takes "28" for 28 and whatever it cannot take for NULL. So it is given what fits alone.
    private static string Misfits(string json, ColumnContract column, int depth = 0) => column.Type.Kind switch
    {
        ColumnKind.Array => $"(coalesce(json_type({json}) NOT IN ('ARRAY', 'NULL'), false) OR coalesce(len(list_filter(json_extract({json}, '$[*]'), lambda e{depth}: {Misfits($"e{depth}", column.OfElement(column.Type.Element!), depth + 1)})) > 0, false))",
        ColumnKind.Row => $"(coalesce(json_type({json}) NOT IN ('OBJECT', 'NULL'), false){string.Concat(column.Type.Fields.Select(field => $" OR {Misfits(FieldOf(json, field), Of(field), depth)}"))})",
        _ => $"coalesce(json_type({json}) <> 'NULL' AND {OfJson(json, column)} IS NULL, false)",
    };

    // The same value by value: NULL where one does not fit.
    private static string OfNested(string json, ColumnContract column, int depth = 0) => column.Type.Kind switch
    {
        ColumnKind.Array => OfKind(json, "'ARRAY'", $"list_transform(json_extract({json}, '$[*]'), lambda e{depth}: {OfNested($"e{depth}", column.OfElement(column.Type.Element!), depth + 1)})"),
        ColumnKind.Row => OfKind(json, "'OBJECT'", $"struct_pack({string.Join(", ", column.Type.Fields.Select(field => $"{Sql.Name(field.Name)} := {OfNested(FieldOf(json, field), Of(field), depth)}"))})"),
        _ => OfJson(json, column),
    };

    // What json_transform reads: the shape of the JSON with a type for each value.
    private static string Structure(ColumnType type) => type.Kind switch
    {
        ColumnKind.Array => $"[{Structure(type.Element!)}]",
        ColumnKind.Row => $"{{{string.Join(", ", type.Fields.Select(field => $"\"{field.Name}\": {Structure(field.Type)}"))}}}",
        _ => $"\"{Sql.TypeOf(type)}\"",
    };
}
