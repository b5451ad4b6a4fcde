using System.Collections.Immutable;
using System.Text.Json;

namespace DataLakeTools.DuckDb;

/// <summary>Finds what a parsed query reads.</summary>
internal static class NamedTables
{
    // Table functions that make rows of their arguments, and words of SQL that ask the clock without brackets.
    private static readonly HashSet<string> OfTheirArguments = new(["unnest", "range", "generate_series"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> Clocks = new(["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"], StringComparer.OrdinalIgnoreCase);

    // Where the tables of a session are, which a query may say or not.
    private static readonly string[] OwnSchemas = ["memory", "main"];

    /// <summary>
    /// The names of the tables in the order of their first use, without those that the query defines itself (WITH) where they are read;
    /// those of another schema with its name: <c>sales.csv</c> is a file to the engine, with quotation marks and without.
    /// </summary>
    public static IEnumerable<string> In(JsonElement query)
    {
        var named = new List<string>();
        Walk(query, named, ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase));
        return named.Distinct(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A function of the query that tells of the engine and its machine, and not of the lake; null where there is none.</summary>
    public static string? FunctionOfEngineIn(JsonElement query) => NamesIn(query, "FUNCTION").FirstOrDefault(IsOfEngine);

    /// <summary>A function of the query that reads what a text names; null where there is none.</summary>
    public static string? FunctionOfTextIn(JsonElement query) => NamesIn(query, "FUNCTION").FirstOrDefault(
        name => name.Equals("query", StringComparison.OrdinalIgnoreCase) || name.Equals("query_table", StringComparison.OrdinalIgnoreCase));

    /// <summary>What of the query gives something else although its tables are what they were: the clock, chance, a file; null where there is none.</summary>
    /// <param name="query">The query.</param>
    /// <param name="unsteady">The functions of the engine that ask the clock or chance.</param>
    public static string? FunctionBesideTablesIn(JsonElement query, IReadOnlySet<string> unsteady) =>
        NamesIn(query, "FUNCTION").Where(unsteady.Contains)
            .Concat(NamesIn(query, "TABLE_FUNCTION").Where(name => !OfTheirArguments.Contains(name)))
            .Select(name => name + "()")
            .Concat(NamesIn(query, "COLUMN_REF").Where(Clocks.Contains))
            .FirstOrDefault();

    // The names of all functions, table functions or columns; of a column with the name of its table before it, none.
    private static IEnumerable<string> NamesIn(JsonElement element, string type) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(one => NamesIn(one, type)),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => NamesIn(property.Value, type)).Concat(IsOfType(element, type) ? NameOf(element, type) : []),
        _ => [],
    };

    private static IEnumerable<string> NameOf(JsonElement element, string type) => type switch
    {
        "COLUMN_REF" => element.GetProperty("column_names") is var names && names.GetArrayLength() == 1 ? [names[0].GetString()!] : [],
        "TABLE_FUNCTION" => element.GetProperty("function").TryGetProperty("function_name", out var name) ? [name.GetString()!] : [],
        _ => [element.GetProperty("function_name").GetString()!],
    };

    private static bool IsOfEngine(string function) =>
        function.StartsWith("duckdb_", StringComparison.OrdinalIgnoreCase)
        || function.StartsWith("pragma_", StringComparison.OrdinalIgnoreCase)
        || function.Equals("current_setting", StringComparison.OrdinalIgnoreCase);

    private static void Walk(JsonElement element, List<string> named, ImmutableHashSet<string> defined)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in element.EnumerateArray())
            {
                Walk(one, named, defined);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (IsOfType(element, "BASE_TABLE") && element.GetProperty("table_name").GetString()! is var name)
            {
                List<string> schemas = [element.GetProperty("catalog_name").GetString()!, element.GetProperty("schema_name").GetString()!];
                schemas.RemoveAll(schema => schema.Length == 0);
                if (schemas.Count > 0 || !defined.Contains(name))
                {
                    named.Add(string.Join('.', schemas.Except(OwnSchemas, StringComparer.OrdinalIgnoreCase).Append(name)));
                }
            }

            if (IsOfType(element, "RECURSIVE_CTE_NODE"))
            {
                defined = defined.Add(element.GetProperty("cte_name").GetString()!);
            }

            // Each sees those before it. Its own name is in it that of a table, unless it is recursive.
            if (element.TryGetProperty("cte_map", out var map) && map.TryGetProperty("map", out var entries))
            {
                foreach (var entry in entries.EnumerateArray())
                {
                    Walk(entry.GetProperty("value"), named, defined);
                    defined = defined.Add(entry.GetProperty("key").GetString()!);
                }
            }

            foreach (var property in element.EnumerateObject().Where(property => !property.NameEquals("cte_map")))
            {
                Walk(property.Value, named, defined);
            }
        }
    }

    private static bool IsOfType(JsonElement element, string type) =>
        element.TryGetProperty("type", out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(type);
}
