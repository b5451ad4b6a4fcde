using System.Text.Json;

namespace DataLakeTools.DuckDb;

/// <summary>Finds what a parsed query reads.</summary>
internal static class NamedTables
{
    /// <summary>The names of the tables in the order of their first use, without those that the query defines itself (WITH).</summary>
    public static IEnumerable<string> In(JsonElement query)
    {
        var named = new List<string>();
        var defined = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Walk(query, named, defined);
        return named.Where(name => !defined.Contains(name)).Distinct(StringComparer.OrdinalIgnoreCase);
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

    private static void Walk(JsonElement element, List<string> named, HashSet<string> defined)
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
            if (element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("BASE_TABLE"))
            {
                named.Add(element.GetProperty("table_name").GetString()!);
            }

            if (element.TryGetProperty("cte_map", out var map) && map.TryGetProperty("map", out var entries))
            {
                foreach (var entry in entries.EnumerateArray())
                {
                    defined.Add(entry.GetProperty("key").GetString()!);
                }
            }

            foreach (var property in element.EnumerateObject())
            {
                Walk(property.Value, named, defined);
            }
        }
    }
}
