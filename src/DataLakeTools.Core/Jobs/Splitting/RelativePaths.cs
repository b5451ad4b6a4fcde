using System.Text.Json.Nodes;
using DataLakeTools.Core.Jobs.Documents.Reading;

namespace DataLakeTools.Core.Jobs.Splitting;

/// <summary>Rewrites the relative paths of a document for a part in another folder.</summary>
internal static class RelativePaths
{
    /// <summary>Rewrites the paths of a document.</summary>
    public static void Rebase(JsonObject document, string sourceFolder, string targetFolder)
    {
        if (Path.GetFullPath(sourceFolder) == Path.GetFullPath(targetFolder))
        {
            return;
        }

        var prefix = Path.GetRelativePath(targetFolder, sourceFolder).Replace('\\', '/');
        Change(document, "$schema", text => text.Contains("://", StringComparison.Ordinal) ? text : Rebased(text, prefix));
        foreach (var step in document["steps"]!.AsArray().OfType<JsonObject>())
        {
            if ((string?)step["type"] is "SendCsv" or "SendJson")
            {
                Change(step, "path", text => Rebased(text, prefix));
            }

            Change(step, "model", text => Rebased(text, prefix));
            if (step["idsFrom"] is JsonObject source)
            {
                Change(source, "path", text => Rebased(text, prefix));
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

    // Variables are expanded only to see whether the path is absolute. They stay in the text, so that the part can be run on
    // other machines.
    private static string Rebased(string text, string prefix)
    {
        _ = JobVariables.TryExpand(text, Environment.GetEnvironmentVariable, out var path, out _, out _);
        return Path.IsPathRooted(path ?? text) ? text : $"{prefix}/{text}";
    }
}
