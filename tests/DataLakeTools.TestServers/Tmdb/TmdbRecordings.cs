using System.Text.Json;

namespace DataLakeTools.TestServers.Tmdb;

/// <summary>Recorded answers of the real TMDB, found by path and query.</summary>
internal sealed class TmdbRecordings
{
    private readonly Dictionary<string, (int Status, string File)> _files = new(StringComparer.Ordinal);

    public TmdbRecordings(string folder)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        foreach (var entry in manifest.RootElement.EnumerateArray())
        {
            var file = entry.GetProperty("file").GetString()!;
            var path = entry.GetProperty("path").GetString()!;
            var query = entry.GetProperty("query").EnumerateObject()
                .Select(parameter => $"{parameter.Name}={parameter.Value}");
            _files[KeyOf(path, query)] = (entry.GetProperty("status").GetInt32(), Path.Combine(folder, file));
        }
    }

    public TmdbReply? Find(string path, IQueryCollection query)
    {
        var parameters = query.Where(item => item.Key != "api_key").Select(item => $"{item.Key}={item.Value}");
        return _files.TryGetValue(KeyOf(path, parameters), out var found)
            ? new TmdbReply(found.Status, File.ReadAllBytes(found.File))
            : null;
    }

    private static string KeyOf(string path, IEnumerable<string> query) =>
        $"{path}?{string.Join('&', query.Order(StringComparer.Ordinal))}";
}
