using System.Text.Json;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.DuckDb;

/// <summary>The SQL that types JSON records. A record is parsed once, into the JSON of its top-level fields.</summary>
internal sealed class JsonTyping
{
    private const string Rule = "JSON that the engine reads";

    private readonly TableContract _contract;
    private readonly HashSet<string> _fields;
    private readonly string _records;

    /// <param name="records">The table of records: raw_key, raw_row, json.</param>
    /// <param name="contract">What its columns are.</param>
    public JsonTyping(string records, TableContract contract)
    {
        _contract = contract;

        // The fields of a structure have no case; those that differ by nothing else are each looked for by themselves.
        _fields = [.. contract.Columns.SelectMany(column => column.Source).Select(path => JsonPath.Of(path).Field).OfType<string>().Distinct(StringComparer.Ordinal)
            .GroupBy(field => field, StringComparer.OrdinalIgnoreCase).Where(alike => alike.Count() == 1).Select(alike => alike.Key)];
        var structure = string.Join(", ", _fields.Order(StringComparer.Ordinal).Select(field => $"\"{JsonEncodedText.Encode(field)}\": \"JSON\""));
        var fields = _fields.Count == 0 ? "NULL" : $"json_transform(json, {Sql.Literal($"{{{structure}}}")})";

        // Half of a surrogate pair is JSON to others; it must not end the build.
        _records = $"(SELECT raw_key, raw_row, record, json, {fields} AS fields FROM (SELECT raw_key, raw_row, json AS record, CASE WHEN json_valid(json) THEN CAST(json AS JSON) END AS json FROM {records}))";
    }

    /// <summary>The typed columns and where each row comes from, in the order of the records.</summary>
    public string Select =>
        $"SELECT {string.Join(", ", _contract.Columns.Select(column => $"{Typed(column)} AS {Sql.Name(column.Name)}"))}, raw_key, raw_row FROM {_records}";

    /// <summary>How many values each column rejects, in one row: values that are there and have no place in their column, and required ones that are not there. Last, how many records cannot be read.</summary>
    public string RejectCounts =>
        $"SELECT {string.Join(", ", _contract.Columns.Select(column => $"count(*) FILTER (WHERE {IsRejected(column)})").Append("count(*) FILTER (WHERE json IS NULL)"))} FROM {_records}";

    /// <summary>The rejects: raw key and row, column, text and rule.</summary>
    /// <param name="columns">The columns to look at.</param>
    public string Rejects(IEnumerable<ColumnContract> columns) => string.Join(" UNION ALL ", columns.Select(column =>
        $"SELECT raw_key, raw_row, {Sql.Literal(column.Name)} AS column_name, coalesce(CAST({Present(column)} AS VARCHAR), '') AS raw_text, {Sql.Literal(StrictValue.RuleOf(column))} AS rule "
        + $"FROM {_records} WHERE {IsRejected(column)}").Append(
        $"SELECT raw_key, raw_row, '' AS column_name, record AS raw_text, {Sql.Literal(Rule)} AS rule FROM {_records} WHERE json IS NULL"));

    private string IsRejected(ColumnContract column) =>
        (column.Required ? $"json IS NOT NULL AND {(column.ZeroIsMissing ? Typed(column) : Present(column))} IS NULL OR " : string.Empty) + StrictValue.IsMisfit(Present(column), column);

    private string Typed(ColumnContract column)
    {
        var value = StrictValue.OfJson(Present(column), column);
        return column.ZeroIsMissing ? $"nullif({value}, 0)" : value;
    }

    // The JSON of the first path of which the contract does not say that there is no value; NULL where there is none.
    private string Present(ColumnContract column)
    {
        var missing = (column.Missing ?? _contract.Missing).Select(Sql.Literal).ToList();
        var present = column.Source.Select(path =>
        {
            var (field, rest) = JsonPath.Of(path);
            if (field is null)
            {
                return "json";
            }

            var value = _fields.Contains(field) ? $"fields.{Sql.Name(field)}" : $"json_extract(json, {Sql.Literal(JsonPath.OfField(field))})";
            return rest is null ? value : $"json_extract({value}, {Sql.Literal(rest)})";
        }).Select(value =>
            $"(CASE WHEN {string.Join(" OR ", missing.Select(text => $"({value} ->> '$') = {text}").Prepend($"json_type({value}) = 'NULL'"))} THEN NULL ELSE {value} END)").ToList();
        return present.Count == 1 ? present[0] : $"coalesce({string.Join(", ", present)})";
    }
}
