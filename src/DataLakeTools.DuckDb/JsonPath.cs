namespace DataLakeTools.DuckDb;

/// <summary>A path of a contract into a JSON record, for example <c>$.external_ids.imdb_id</c>, split behind its first field.</summary>
/// <param name="Field">The top-level field.</param>
/// <param name="Rest">The path from there, for example <c>$.imdb_id</c>; null for the field itself.</param>
internal readonly record struct JsonPath(string Field, string? Rest)
{
    private const string Root = "$.";

    /// <summary>Splits a path.</summary>
    public static JsonPath Of(string path)
    {
        var text = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : path;
        if (text.StartsWith('"'))
        {
            var end = 1;
            while (end < text.Length && text[end] != '"')
            {
                end += text[end] == '\\' ? 2 : 1;
            }

            var field = text[1..Math.Min(end, text.Length)].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
            return new JsonPath(field, end + 1 < text.Length ? "$" + text[(end + 1)..] : null);
        }

        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new JsonPath(text, null) : new JsonPath(text[..dot], "$" + text[dot..]);
    }
}
