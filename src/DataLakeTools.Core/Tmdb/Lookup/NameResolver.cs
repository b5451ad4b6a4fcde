using System.Globalization;
using DataLakeTools.Core.Tmdb.Records;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Finds the id of a name, ignoring case and accents. The error for an unknown name suggests similar ones.</summary>
internal sealed class NameResolver
{
    private const int MaxSuggestions = 5;
    private const int MaxSearchedWords = 3;
    private static readonly string[] Genres = ["genres"];

    private readonly TmdbTransport _transport;
    private readonly TmdbClientOptions _options;

    public NameResolver(TmdbTransport transport, TmdbClientOptions options)
    {
        _transport = transport;
        _options = options;
    }

    public async Task<IReadOnlyList<TmdbResult>> GetGenresAsync(
        TmdbMedia media, string? language, CancellationToken cancellationToken)
    {
        var path = $"genre/{TmdbEndpoints.SegmentOf(media)}/list";
        var body = await _transport
            .GetAsync(new TmdbRequest(path) { Lists = Genres }.Add("language", language), cancellationToken).ConfigureAwait(false);
        return [.. body.Entries.Select(entry => TmdbResult.OfEntry(TmdbKind.Genre, path, entry, media))];
    }

    /// <summary>A genre by its id, or by its name in the client's language or in English.</summary>
    public async Task<int> ResolveGenreAsync(TmdbMedia media, string name, CancellationToken cancellationToken)
    {
        if (IdOf(name) is int id)
        {
            return id;
        }

        var genres = RecordsOf(await GetGenresAsync(media, _options.Language, cancellationToken).ConfigureAwait(false));
        if (FindExact(genres, name) is TmdbRecord found)
        {
            return found.Id;
        }

        if (_options.Language is not null)
        {
            var english = RecordsOf(await GetGenresAsync(media, language: null, cancellationToken).ConfigureAwait(false));
            if (FindExact(english, name) is TmdbRecord foundInEnglish)
            {
                return foundInEnglish.Id;
            }

            genres = [.. genres, .. english];
        }

        throw TmdbErrors.UnknownName("genre", name, Nearest(genres, name));
    }

    /// <summary>
    /// A person, keyword, company or collection by its id or its whole name. If several have that name, the first that
    /// TMDB lists, which is the most popular.
    /// </summary>
    public async Task<int> ResolveBySearchAsync(TmdbKind kind, string name, CancellationToken cancellationToken)
    {
        if (IdOf(name) is int id)
        {
            return id;
        }

        var found = await SearchAsync(kind, name, cancellationToken).ConfigureAwait(false);
        return FindExact(found, name)?.Id
            ?? throw TmdbErrors.UnknownName(
                TmdbEndpoints.SegmentOf(kind), name, await SuggestAsync(kind, name, found, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>TMDB finds nothing for a misspelt name, so its words are searched one by one.</summary>
    private async Task<string[]> SuggestAsync(TmdbKind kind, string name, TmdbRecord[] found, CancellationToken cancellationToken)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (var index = 0; index < words.Length && index < MaxSearchedWords && words.Length > 1 && found.Length == 0; index++)
        {
            found = await SearchAsync(kind, words[index], cancellationToken).ConfigureAwait(false);
        }

        var folded = NameFolding.Fold(name);
        return [.. found.OrderBy(record => NameFolding.Distance(NameFolding.Fold(record.Title ?? ""), folded)).Select(Describe).OfType<string>().Take(MaxSuggestions)];
    }

    private async Task<TmdbRecord[]> SearchAsync(TmdbKind kind, string text, CancellationToken cancellationToken)
    {
        var request = new TmdbSearch(kind, text).ToRequest(_options);
        var body = await _transport.GetAsync(request.ForPage(1), cancellationToken).ConfigureAwait(false);
        return RecordsOf(body.Entries.Select(entry => TmdbResult.OfEntry(kind, request.Path, entry)));
    }

    // An entry without an id cannot be what a name stands for.
    private static TmdbRecord[] RecordsOf(IEnumerable<TmdbResult> results) => [.. results.Select(result => result.Record).OfType<TmdbRecord>()];

    private static int? IdOf(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;

    private static TmdbRecord? FindExact(IEnumerable<TmdbRecord> records, string name)
    {
        var folded = NameFolding.Fold(name);
        return records.FirstOrDefault(record => record.Title is string title && NameFolding.Fold(title) == folded);
    }

    private static string[] Nearest(IEnumerable<TmdbRecord> records, string name)
    {
        var folded = NameFolding.Fold(name);
        return
        [
            .. records.Select(record => record.Title?.Trim()).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)
                .OrderBy(title => DistanceOf(NameFolding.Fold(title), folded)).Take(MaxSuggestions),
        ];
    }

    private static int DistanceOf(string title, string name) =>
        title.StartsWith(name, StringComparison.Ordinal) || name.StartsWith(title, StringComparison.Ordinal)
            ? 0
            : NameFolding.Distance(title, name);

    private static string? Describe(TmdbRecord record) =>
        record.Title is string title ? $"{title} ({record.Id.ToString(CultureInfo.InvariantCulture)})" : null;
}
