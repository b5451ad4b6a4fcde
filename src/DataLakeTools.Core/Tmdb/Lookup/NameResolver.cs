using System.Globalization;
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
        var listed = await ListAsync(GenresRequest(media, language), TmdbKind.Genre, media, cancellationToken).ConfigureAwait(false);
        return [.. listed.Select(entry => entry.Result)];
    }

    /// <summary>A genre by its id, or by its name in the client's language or in English.</summary>
    public async Task<int> ResolveGenreAsync(TmdbMedia media, string name, CancellationToken cancellationToken)
    {
        if (IdOf(name) is int id)
        {
            return id;
        }

        var genres = await ListAsync(GenresRequest(media, _options.Language), TmdbKind.Genre, media, cancellationToken).ConfigureAwait(false);
        if (FindExact(genres, name) is int found)
        {
            return found;
        }

        if (_options.Language is not null)
        {
            var english = await ListAsync(GenresRequest(media, language: null), TmdbKind.Genre, media, cancellationToken).ConfigureAwait(false);
            if (FindExact(english, name) is int foundInEnglish)
            {
                return foundInEnglish;
            }

            genres = [.. genres, .. english];
        }

        throw TmdbErrors.UnknownGenre(name, Nearest(genres, name), _options.Language);
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
        return FindExact(found, name)
            ?? throw TmdbErrors.UnknownName(
                TmdbEndpoints.SegmentOf(kind), name, await SuggestAsync(kind, name, found, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>TMDB finds nothing for a misspelt name, so its words are searched one by one.</summary>
    private async Task<string[]> SuggestAsync(TmdbKind kind, string name, Named[] found, CancellationToken cancellationToken)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (var index = 0; index < words.Length && index < MaxSearchedWords && words.Length > 1 && found.Length == 0; index++)
        {
            found = await SearchAsync(kind, words[index], cancellationToken).ConfigureAwait(false);
        }

        var folded = NameFolding.Fold(name);
        return [.. found.OrderBy(entry => NameFolding.Distance(NameFolding.Fold(entry.Title ?? ""), folded)).Select(Describe).OfType<string>().Take(MaxSuggestions)];
    }

    private Task<Named[]> SearchAsync(TmdbKind kind, string text, CancellationToken cancellationToken) =>
        ListAsync(new TmdbSearch(kind, text).ToRequest(_options).ForPage(1), kind, media: null, cancellationToken);

    private static TmdbRequest GenresRequest(TmdbMedia media, string? language) =>
        new TmdbRequest($"genre/{TmdbEndpoints.SegmentOf(media)}/list") { Lists = Genres }.Add("language", language);

    private async Task<Named[]> ListAsync(TmdbRequest request, TmdbKind kind, TmdbMedia? media, CancellationToken cancellationToken)
    {
        var body = await _transport.GetAsync(request, cancellationToken).ConfigureAwait(false);
        return
        [
            .. body.Entries.Select(entry => new Named(
                new TmdbRecord(kind, entry.Id, request.Path, entry.Json, isSummary: true).Title, TmdbResult.OfEntry(kind, request.Path, entry, media))),
        ];
    }

    /// <summary>Whether it is an id and not a name, so that nobody has to be asked.</summary>
    public static bool IsId(string name) => IdOf(name) is not null;

    private static int? IdOf(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;

    // The first that TMDB lists is meant. Where that one has no id that can be used, no other of that name is taken for it.
    private static int? FindExact(IEnumerable<Named> entries, string name)
    {
        var folded = NameFolding.Fold(name);
        return entries.FirstOrDefault(entry => entry.Title is string title && NameFolding.Fold(title) == folded) is { } found
            ? found.Result.Record?.Id ?? throw found.Result.Error!
            : null;
    }

    private static string[] Nearest(IEnumerable<Named> entries, string name)
    {
        var folded = NameFolding.Fold(name);
        return
        [
            .. entries.Select(entry => entry.Title?.Trim()).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)
                .OrderBy(title => DistanceOf(NameFolding.Fold(title), folded)).Take(MaxSuggestions),
        ];
    }

    private static int DistanceOf(string title, string name) =>
        title.StartsWith(name, StringComparison.Ordinal) || name.StartsWith(title, StringComparison.Ordinal)
            ? 0
            : NameFolding.Distance(title, name);

    private static string? Describe(Named entry) =>
        entry is { Title: string title, Result.Record.Id: var id } ? $"{title} ({id.ToString(CultureInfo.InvariantCulture)})" : null;

    // An entry of a list: its name, and what it is or why it is nothing.
    private sealed record Named(string? Title, TmdbResult Result);
}
