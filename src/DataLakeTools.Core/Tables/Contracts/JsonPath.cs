namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>A path of a contract into a JSON record, for example <c>$.external_ids.imdb_id</c>, split behind its first field.</summary>
/// <param name="Field">The top-level field; null for the record itself, <c>$</c>.</param>
/// <param name="Rest">The path from there, for example <c>$.imdb_id</c>; null for the field itself.</param>
public readonly record struct JsonPath(string? Field, string? Rest)
{
    /// <summary>The path of a record itself.</summary>
    public const string Root = "$";

    /// <summary>Splits a path.</summary>
    /// <param name="path">The path; a field with other characters than letters, digits and underscores stands in quotation marks.</param>
    public static JsonPath Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path == Root)
        {
            return default;
        }

        var text = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
        if (text.StartsWith('"'))
        {
            var end = 1;
            while (end < text.Length && text[end] != '"')
            {
                end += text[end] == '\\' ? 2 : 1;
            }

            var field = text[1..Math.Min(end, text.Length)].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
            return new JsonPath(field, end + 1 < text.Length ? Root + text[(end + 1)..] : null);
        }

        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new JsonPath(text, null) : new JsonPath(text[..dot], Root + text[dot..]);
    }

    /// <summary>The path of a top-level field, in quotation marks.</summary>
    /// <param name="field">The name of the field.</param>
    public static string OfField(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return $"$.\"{field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
