using System.Globalization;
using System.Text.Json;

namespace DataLakeTools.Core.Tests.Tmdb;

/// <summary>TMDB's own OpenAPI document: which paths there are and which parameters they take.</summary>
internal sealed class OpenApiContract
{
    // Real and recorded, but not in the document.
    private static readonly HashSet<string> Undocumented = ["/3/collection/{collection_id} append_to_response"];

    // Parameters of a path are parameters of a request to which it is appended, too.
    private static readonly (string Parameter, string Part)[] OfParts = [("include_image_language", "images"), ("include_video_language", "videos")];

    private readonly List<(string Path, string[] Segments, Dictionary<string, JsonElement> Parameters)> _operations = [];

    private OpenApiContract(string file)
    {
        var paths = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("paths");
        foreach (var path in paths.EnumerateObject())
        {
            if (!path.Value.TryGetProperty("get", out var get))
            {
                continue;
            }

            var parameters = get.TryGetProperty("parameters", out var list)
                ? list.EnumerateArray().ToDictionary(parameter => parameter.GetProperty("name").GetString()!)
                : [];
            _operations.Add((path.Name, path.Name.Split('/'), parameters));
        }
    }

    public static OpenApiContract? Load() => TmdbFixtures.Folder is string folder
        ? new OpenApiContract(Path.Combine(folder, "tmdb-api.openapi-3.1.json"))
        : null;

    /// <summary>The paths that are read, with names in braces where ids stand.</summary>
    public IEnumerable<string> Paths => _operations.Select(operation => operation.Path);

    /// <summary>What is wrong with a request; nothing if it keeps to the document.</summary>
    public IEnumerable<string> FaultsOf(string pathAndQuery)
    {
        var halves = pathAndQuery.Split('?', 2);
        var segments = halves[0].Split('/');
        var operation = _operations.Where(candidate => Matches(candidate.Segments, candidate.Parameters, segments))
            .OrderBy(candidate => candidate.Segments.Count(segment => segment.StartsWith('{'))).FirstOrDefault();
        if (operation.Path is null)
        {
            yield return $"{halves[0]}: no such path";
            yield break;
        }

        foreach (var part in halves.Length > 1 ? halves[1].Split('&') : [])
        {
            var pair = part.Split('=', 2);
            var isOfPart = OfParts.Any(known => known.Parameter == pair[0]
                && _operations.Exists(part => part.Path == $"{operation.Path}/{known.Part}" && part.Parameters.ContainsKey(pair[0])));
            if (isOfPart || Undocumented.Contains($"{operation.Path} {pair[0]}"))
            {
                continue;
            }

            if (!operation.Parameters.TryGetValue(pair[0], out var parameter) || parameter.GetProperty("in").GetString() != "query")
            {
                yield return $"{operation.Path}: no such parameter {pair[0]}";
            }
            else if (!IsAllowed(parameter, pair[1]))
            {
                yield return $"{operation.Path}: {pair[0]} cannot be {pair[1]}";
            }
        }
    }

    private static bool Matches(string[] template, Dictionary<string, JsonElement> parameters, string[] segments) =>
        template.Length == segments.Length && template.Zip(segments).All(pair => pair.First.StartsWith('{')
            ? IsId(parameters[pair.First.Trim('{', '}')], pair.Second)
            : pair.First == pair.Second);

    // Films are found by IMDb id, too, though the document says integer.
    private static bool IsId(JsonElement parameter, string value) =>
        IsAllowed(parameter, value) || (parameter.GetProperty("name").GetString() == "movie_id" && value.StartsWith("tt", StringComparison.Ordinal));

    private static bool IsAllowed(JsonElement parameter, string value)
    {
        var schema = parameter.GetProperty("schema");
        if (schema.TryGetProperty("enum", out var values) && values.GetArrayLength() > 0)
        {
            return values.EnumerateArray().Any(allowed => allowed.GetString() == value);
        }

        var isList = parameter.TryGetProperty("description", out var description)
            && description.GetString()!.Contains("separated", StringComparison.Ordinal);
        return isList || schema.GetProperty("type").GetString() switch
        {
            "integer" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "number" => double.TryParse(value, CultureInfo.InvariantCulture, out _),
            "boolean" => value is "true" or "false",
            _ => true,
        };
    }
}
