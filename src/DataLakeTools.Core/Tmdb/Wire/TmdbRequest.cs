using System.Globalization;
using System.Text;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>A path under the endpoint and its query. It never holds a secret, so it may be logged and cached.</summary>
internal sealed class TmdbRequest
{
    private readonly List<KeyValuePair<string, string>> _query = [];

    public TmdbRequest(string path) => Path = path;

    public string Path { get; }

    /// <summary>How errors name the subject of the request: an id, or the path.</summary>
    public string? Target { get; init; }

    public TmdbRequest With(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _query.Add(new(name, value));
        }

        return this;
    }

    public TmdbRequest With(string name, int? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    public TmdbRequest With(string name, double? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    public TmdbRequest With(string name, bool? value) =>
        With(name, value switch { true => "true", false => "false", null => null });

    public TmdbRequest With(string name, DateOnly? value) =>
        With(name, value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>The same request for another page.</summary>
    public TmdbRequest ForPage(int page)
    {
        var request = new TmdbRequest(Path) { Target = Target };
        foreach (var parameter in _query)
        {
            if (parameter.Key != "page")
            {
                request._query.Add(parameter);
            }
        }

        return request.With("page", page);
    }

    public bool Has(string name) => _query.Exists(parameter => parameter.Key == name);

    /// <summary>Path and query as they go into the address.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Path);
        var separator = '?';
        foreach (var parameter in _query)
        {
            text.Append(separator).Append(Uri.EscapeDataString(parameter.Key)).Append('=')
                .Append(Uri.EscapeDataString(parameter.Value));
            separator = '&';
        }

        return text.ToString();
    }
}
