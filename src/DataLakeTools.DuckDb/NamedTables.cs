using System.Collections.Immutable;
using System.Text.Json;

namespace DataLakeTools.DuckDb;

/// <summary>Finds what a parsed query reads.</summary>
internal static class NamedTables
{
    /// <summary>The names of the tables in the order of their first use, without those that the query defines itself (WITH) where they are read.</summary>
    public static IEnumerable<string> In(JsonElement query)
    {
        var named = new List<string>();
        Walk(query, named, ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase));
        return named.Distinct(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A function of the query that tells of the engine and its machine, and not of the lake; null where there is none.</summary>
    public static string? FunctionOfEngineIn(JsonElement query) => query.ValueKind switch
    {
        JsonValueKind.Array => query.EnumerateArray().Select(FunctionOfEngineIn).FirstOrDefault(found => found is not null),
        JsonValueKind.Object => query.EnumerateObject()
            .Select(property => property.NameEquals("function_name") && property.Value.GetString() is { } name && IsOfEngine(name) ? name : FunctionOfEngineIn(property.Value))
            .FirstOrDefault(found => found is not null),
        _ => null,
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
            if (IsOfType(element, "BASE_TABLE") && element.GetProperty("table_name").GetString()! is var name
                && (element.GetProperty("schema_name").GetString() is { Length: > 0 } || !defined.Contains(name)))
            {
                named.Add(name);
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
