using System.Globalization;

namespace DataLakeTools.TestServers.Tmdb;

/// <summary>The parameters of a request.</summary>
internal sealed class TmdbQuery(IQueryCollection query)
{
    public string? this[string name] => query.TryGetValue(name, out var value) ? value.ToString() : null;

    public int Page => Int("page") ?? 1;

    public string WithoutPage => string.Join('&', query.Where(item => item.Key is not ("page" or "api_key" or "language"))
        .OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => $"{item.Key}={item.Value}"));

    public int? Int(string name) =>
        int.TryParse(this[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    public double? Number(string name) =>
        double.TryParse(this[name], CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether ids match a filter: a comma means and, a bar means or.</summary>
    public bool Matches(string name, int[] ids)
    {
        if (this[name] is not { Length: > 0 } wanted)
        {
            return true;
        }

        return wanted.Contains('|', StringComparison.Ordinal)
            ? wanted.Split('|').Any(id => Has(ids, id))
            : wanted.Split(',').All(id => Has(ids, id));
    }

    public bool HasNone(string name, int[] ids) =>
        this[name] is not { Length: > 0 } unwanted || !unwanted.Split(',', '|').Any(id => Has(ids, id));

    private static bool Has(int[] ids, string id) => ids.Contains(int.Parse(id, CultureInfo.InvariantCulture));
}
