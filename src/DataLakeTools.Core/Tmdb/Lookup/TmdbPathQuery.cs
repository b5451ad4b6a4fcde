using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>A request for any path of the API.</summary>
/// <param name="Path">The path under the endpoint, as <c>movie/550/reviews</c>; it may have a query.</param>
public sealed record TmdbPathQuery(string Path)
{
    private static readonly string[] Secrets = ["api_key", "session_id", "guest_session_id", "access_token"];

    /// <summary>Parameters in addition to those in the path.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether all pages are read, up to the 500 that TMDB gives.</summary>
    public bool AllPages { get; init; }

    /// <summary>Whether the entries of <c>results</c> come out one by one, each id once, and not whole pages.</summary>
    public bool ExpandResults { get; init; }

    /// <summary>At most so many entries, when they come out one by one.</summary>
    public int? First { get; init; }

    internal TmdbRequest ToRequest(TmdbClientOptions options)
    {
        var halves = Path.Split('?', 2);
        var path = halves[0].Trim('/');
        var segments = path.Split('/');
        var isPath = path.Length > 0
            && !Path.StartsWith("//", StringComparison.Ordinal)
            && !path.Contains(':', StringComparison.Ordinal)
            && !path.Contains('\\', StringComparison.Ordinal)
            && !segments.Any(segment => segment is "" or "." or "..");
        if (!isPath)
        {
            throw TmdbErrors.InvalidOption("This is no path under the endpoint.", "Give it as movie/550/reviews.", path);
        }

        if (segments[0] == "3")
        {
            path = string.Join('/', segments[1..]);
        }

        var request = new TmdbRequest(string.Join('/', path.Split('/').Select(Escape))) { Lists = ExpandResults ? TmdbRequest.Results : [], MustSayPage = AllPages };
        foreach ((var name, var value) in ParametersIn(halves).Concat(Parameters))
        {
            if (Secrets.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw TmdbErrors.InvalidOption($"'{name}' does not belong into a path: it would be shown.", $"Give the token with {LakeSetting.Token}.", name);
            }

            request.Add(name, value);
        }

        return request.Has("language") ? request : request.Add("language", options.Language);
    }

    private static IEnumerable<KeyValuePair<string, string>> ParametersIn(string[] halves)
    {
        if (halves.Length < 2)
        {
            yield break;
        }

        foreach (var part in halves[1].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            yield return new(Uri.UnescapeDataString(pair[0]), pair.Length > 1 ? Uri.UnescapeDataString(pair[1].Replace('+', ' ')) : "");
        }
    }

    private static string Escape(string segment) => Uri.EscapeDataString(Uri.UnescapeDataString(segment));
}
