using System.Collections.Immutable;
using System.Text.Json;

namespace DataLakeTools.DuckDb;

/// <summary>Finds what a parsed query reads.</summary>
internal static class NamedTables
{
    // Table functions that make rows of their arguments; functions that read what a text names; words of SQL that ask the clock.
    private static readonly HashSet<string> OfTheirArguments = new(["unnest", "range", "generate_series"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> OfText = new(["query", "query_table"], StringComparer.OrdinalIgnoreCase);
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
    public static string? FunctionOfEngineIn(JsonElement query) => FunctionsIn(query).FirstOrDefault(IsOfEngine);

    /// <summary>A function of the query that reads what a text names; null where there is none.</summary>
    public static string? FunctionOfTextIn(JsonElement query) => FunctionsIn(query).FirstOrDefault(OfText.Contains);

    /// <summary>What of the query gives something else although its tables are what they were: the clock, chance, a file; null where there is none.</summary>
    /// <param name="query">The query.</param>
    /// <param name="unsteady">The functions of the engine that ask the clock or chance.</param>
    public static string? FunctionBesideTablesIn(JsonElement query, IReadOnlySet<string> unsteady) =>
        FunctionsIn(query).Where(unsteady.Contains)
            .Concat(ObjectsIn(query).Where(one => IsOfType(one, "TABLE_FUNCTION")).SelectMany(one => NameOf(one.GetProperty("function"))).Where(name => !OfTheirArguments.Contains(name)))
            .Select(name => name + "()")
            .Concat(ObjectsIn(query).Where(one => IsOfType(one, "COLUMN_REF") && one.GetProperty("column_names").GetArrayLength() == 1)
                .Select(column => column.GetProperty("column_names")[0].GetString()!).Where(Clocks.Contains))
            .FirstOrDefault();

    private static IEnumerable<string> FunctionsIn(JsonElement query) => ObjectsIn(query).SelectMany(NameOf);

    // Its name, if it is a function.
    private static IEnumerable<string> NameOf(JsonElement element) => element.TryGetProperty("function_name", out var name) ? [name.GetString()!] : [];

    // All objects of the tree, without recursion: expressions may be deep.
    private static IEnumerable<JsonElement> ObjectsIn(JsonElement tree)
    {
        var left = new Stack<JsonElement>([tree]);
        while (left.TryPop(out var element))
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                yield return element;
            }

            foreach (var child in element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().Select(property => property.Value),
                JsonValueKind.Array => element.EnumerateArray(),
                _ => Enumerable.Empty<JsonElement>(),
            })
            {
                left.Push(child);
            }
        }
    }

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
