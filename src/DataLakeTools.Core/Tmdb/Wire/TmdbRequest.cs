using System.Globalization;
using System.Text;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>A path under the endpoint and its query. It never holds a secret, so it may be logged and cached.</summary>
internal sealed class TmdbRequest
{
    /// <summary>The list that every paged answer has.</summary>
    public static readonly IReadOnlyList<string> Results = ["results"];

    private readonly List<KeyValuePair<string, string>> _query = [];

    public TmdbRequest(string path) => Path = path;

    /// <summary>A request for a list that comes in pages, each with its entries in <c>results</c>.</summary>
    public static TmdbRequest ForList(string path, string? target = null) => new(path) { Target = target, Lists = Results, MustSayPage = true };

    public string Path { get; }

    /// <summary>How errors name the subject of the request: an id, or the path.</summary>
    public string? Target { get; init; }

    /// <summary>The arrays that the answer must have; they are split into entries.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>The parts that are appended to the answer.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Whether the answer must be an object with an id.</summary>
    public bool IsDetails { get; init; }

    /// <summary>Whether the answer must say which page it is, and how many pages and entries there are.</summary>
    public bool MustSayPage { get; init; }

    /// <summary>The page that is asked for; null where none is named.</summary>
    public int? Page { get; private init; }

    public TmdbRequest Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _query.Add(new(name, value));
        }

        return this;
    }

    public TmdbRequest Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public TmdbRequest Add(string name, double? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public TmdbRequest Add(string name, bool? value) =>
        Add(name, value switch { true => "true", false => "false", null => null });

    public TmdbRequest Add(string name, DateOnly? value) =>
        Add(name, value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>The same request for another page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="mustSayPage">Whether the answer must say which page it is, because the first one did.</param>
    public TmdbRequest ForPage(int page, bool mustSayPage = false)
    {
        var request = new TmdbRequest(Path)
        {
            Target = Target,
            Lists = Lists,
            Parts = Parts,
            IsDetails = IsDetails,
            MustSayPage = MustSayPage || mustSayPage,
            Page = page,
        };
        foreach (var parameter in _query)
        {
            if (parameter.Key != "page")
            {
                request._query.Add(parameter);
            }
        }

        return request.Add("page", page);
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
