using System.Text.Json.Nodes;
using DataLakeTools.Core.Jobs.Documents.Reading;

namespace DataLakeTools.Core.Jobs.Splitting;

/// <summary>Keeps the relative paths of a document right when its parts lie in another folder.</summary>
internal static class RelativePaths
{
    /// <summary>Writes the paths of a document anew.</summary>
    public static void Move(JsonObject document, string sourceFolder, string targetFolder)
    {
        if (Path.GetFullPath(sourceFolder) == Path.GetFullPath(targetFolder))
        {
            return;
        }

        var way = Path.GetRelativePath(targetFolder, sourceFolder).Replace('\\', '/');
        Change(document, "$schema", text => text.Contains("://", StringComparison.Ordinal) ? text : Moved(text, way));
        foreach (var step in document["steps"]!.AsArray().OfType<JsonObject>())
        {
            if ((string?)step["type"] == "SendCsv")
            {
                Change(step, "path", text => Moved(text, way));
            }

            if (step["idsFrom"] is JsonObject source)
            {
                Change(source, "path", text => Moved(text, way));
            }
        }
    }

    private static void Change(JsonObject holder, string name, Func<string, string> change)
    {
        switch (holder[name])
        {
            case JsonValue value:
                holder[name] = change(value.GetValue<string>());
                break;
            case JsonArray array:
                holder[name] = new JsonArray([.. array.Select(item => (JsonNode)change(item!.GetValue<string>()))]);
                break;
        }
    }

    // What a path with variables is shows only when they are replaced; the text stays, so that the part is as portable.
    private static string Moved(string text, string way)
    {
        _ = JobVariables.TryExpand(text, Environment.GetEnvironmentVariable, out var path, out _, out _);
        return Path.IsPathRooted(path ?? text) ? text : $"{way}/{text}";
    }
}
