using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb;

/// <summary>Completions of names and codes, each with its meaning.</summary>
public static class TmdbSuggestions
{
    private const int MaxSearchResults = 20;
    private const int MinSearchLength = 2;

    /// <summary>Genres whose name starts with the text, in the client's language and in English; case and accents do not matter.</summary>
    /// <param name="options">How to reach TMDB.</param>
    /// <param name="media">Of films or of series.</param>
    /// <param name="typed">The text so far.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async IAsyncEnumerable<KeyValuePair<string, string>> GenresAsync(
        TmdbClientOptions options, TmdbMedia media, string typed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folded = NameFolding.Fold(typed);
        var named = new HashSet<int>();
        foreach (var one in options.Language is null ? [options] : new[] { options, options with { Language = null } })
        {
            using var client = new TmdbClient(one);
            await foreach (var genre in client.GetGenresAsync(media, cancellationToken).ConfigureAwait(false))
            {
                // A genre that matched in the client's language is not repeated in English.
                if (genre.Record is { Title: string title, Id: var id } && NameFolding.Fold(title).StartsWith(folded, StringComparison.Ordinal) && named.Add(id))
                {
                    yield return new(title, string.Create(CultureInfo.InvariantCulture, $"{title}, genre {id}"));
                }
            }
        }
    }

    /// <summary>People, keywords, companies or collections that TMDB finds for the text; nothing for less than two letters.</summary>
    /// <param name="options">How to reach TMDB.</param>
    /// <param name="kind">What is searched.</param>
    /// <param name="typed">The text so far.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async IAsyncEnumerable<KeyValuePair<string, string>> NamesAsync(
        TmdbClientOptions options, TmdbKind kind, string typed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (typed.Trim().Length < MinSearchLength)
        {
            yield break;
        }

        using var client = new TmdbClient(options);
        var segment = TmdbEndpoints.SegmentOf(kind);
        await foreach (var found in client.SearchAsync(new TmdbSearch(kind, typed), MaxSearchResults, cancellationToken).ConfigureAwait(false))
        {
            if (found is { IsRecord: true, Record: { Title: string title } record })
            {
                yield return new(title, string.Create(CultureInfo.InvariantCulture, $"{title}, {segment} {record.Id}"));
            }
        }
    }

    /// <summary>Languages of titles and texts, with their country or without, as <c>pt-BR</c>; none if .NET has no culture data.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Languages() =>
        Cultures(CultureTypes.AllCultures, culture => culture.Name.Length is 2 || (culture.Name.Length is 5 && culture.Name[2] == '-'), culture => culture.Name);

    /// <summary>Languages alone, as <c>pt</c> (ISO 639-1); none if .NET has no culture data.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OriginalLanguages() =>
        Cultures(CultureTypes.NeutralCultures, culture => culture.Name.Length is 2, culture => culture.Name);

    /// <summary>Countries, as <c>BR</c> (ISO 3166-1); none if .NET has no culture data.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Countries() =>
        from culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        where culture.Name.Length > 2
        let region = new RegionInfo(culture.Name)
        where region.TwoLetterISORegionName is { Length: 2 } code && code.All(char.IsAsciiLetterUpper)
        group region.EnglishName by region.TwoLetterISORegionName into named
        orderby named.Key
        select new KeyValuePair<string, string>(named.Key, named.First());

    private static IEnumerable<KeyValuePair<string, string>> Cultures(CultureTypes types, Func<CultureInfo, bool> fits, Func<CultureInfo, string> code) =>
        CultureInfo.GetCultures(types).Where(fits).OrderBy(code, StringComparer.Ordinal).Select(culture => new KeyValuePair<string, string>(code(culture), culture.EnglishName));
}
