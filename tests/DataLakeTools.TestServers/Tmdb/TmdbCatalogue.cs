using System.Globalization;

namespace DataLakeTools.TestServers.Tmdb;

/// <summary>Made-up films, series and people, always the same ones.</summary>
public sealed class TmdbCatalogue
{
    public const int PeopleCount = 40;
    public const int CollectionCount = 25;
    public const int KeywordCount = 50;
    public const int CompanyCount = 50;
    public const int FirstSeriesId = 100_001;

    /// <summary>A genre that TMDB knows and no film here has.</summary>
    public const int Adventure = 12;

    public static readonly IReadOnlyDictionary<int, (string English, string Portuguese)> MovieGenres =
        new Dictionary<int, (string, string)>
        {
            [28] = ("Action", "Ação"),
            [35] = ("Comedy", "Comédia"),
            [80] = ("Crime", "Crime"),
            [18] = ("Drama", "Drama"),
            [878] = ("Science Fiction", "Ficção científica"),
            [10752] = ("War", "Guerra"),
            [36] = ("History", "História"),
            [Adventure] = ("Adventure", "Aventura"),
        };

    public static readonly IReadOnlyDictionary<int, (string English, string Portuguese)> SeriesGenres =
        new Dictionary<int, (string, string)>
        {
            [35] = ("Comedy", "Comédia"),
            [80] = ("Crime", "Crime"),
            [18] = ("Drama", "Drama"),
            [10768] = ("War & Politics", "Guerra & Política"),
        };

    private static readonly string[] Languages = ["en", "pt", "fr"];

    public TmdbCatalogue(TmdbServerOptions options)
    {
        // Some ids are unknown, as in life: every sixth.
        Movies = [.. Enumerable.Range(1, int.MaxValue).Where(id => id % 6 != 0).Take(options.Movies)
            .Select((id, index) => Make(id, index, "Film", [.. MovieGenres.Keys.Where(genre => genre != Adventure)], MovieDate(options, index)))];
        Series = [.. Enumerable.Range(FirstSeriesId, options.Series)
            .Select((id, index) => Make(id, index, "Série", [.. SeriesGenres.Keys], SeriesDate(options, index)))];
        if (options.WellKnown)
        {
            Movies = [.. Movies.Select(TmdbWellKnown.Movie)];
            Series = [.. Series.Select(TmdbWellKnown.Show)];
        }

        MoviesById = Movies.ToDictionary(title => title.Id);
        SeriesById = Series.ToDictionary(title => title.Id);
        MoviesByImdb = Movies.Where(title => title.ImdbId is not null).ToDictionary(title => title.ImdbId!);
        SeriesByImdb = Series.Where(title => title.ImdbId is not null).ToDictionary(title => title.ImdbId!);
    }

    public IReadOnlyList<TmdbTitle> Movies { get; }

    public IReadOnlyList<TmdbTitle> Series { get; }

    public IReadOnlyDictionary<int, TmdbTitle> MoviesById { get; }

    public IReadOnlyDictionary<int, TmdbTitle> SeriesById { get; }

    public IReadOnlyDictionary<string, TmdbTitle> MoviesByImdb { get; }

    public IReadOnlyDictionary<string, TmdbTitle> SeriesByImdb { get; }

    public static string PersonName(int id) => id switch
    {
        1 => "Fernanda Montenegro",
        2 => "José Wilker",
        3 => "Jose Wilker Filho",
        _ => $"Person {id}",
    };

    /// <summary>The name of a collection; null for one that is not there.</summary>
    public static string? CollectionName(int id) => Name(id, CollectionCount, "Collection", TmdbWellKnown.Collections);

    /// <summary>The name of a keyword; null for one that is not there.</summary>
    public static string? KeywordName(int id) => Name(id, KeywordCount, "palavra", TmdbWellKnown.Keywords);

    /// <summary>The name of a company; null for one that is not there.</summary>
    public static string? CompanyName(int id) => Name(id, CompanyCount, "Estúdio", TmdbWellKnown.Companies);

    private static string? Name(int id, int count, string kind, IReadOnlyDictionary<int, string> known) =>
        id >= 1 && id <= count ? $"{kind} {id}" : known.GetValueOrDefault(id);

    private static TmdbTitle Make(int id, int index, string kind, int[] genres, string? date)
    {
        var mixed = (uint)id * 2654435761u;
        return new TmdbTitle
        {
            Id = id,
            Name = string.Create(CultureInfo.InvariantCulture, $"{kind} {mixed % 100_000:D5} \"nº {id}\""),
            ImdbId = index % 11 == 3 ? null : $"tt{id:D7}",
            Date = date,
            Genres = [genres[index % genres.Length], genres[(index + 1 + (index / 7 % 2)) % genres.Length]],
            VoteCount = index % 4 == 0 ? 0 : (int)(mixed % 3000),
            VoteAverage = mixed % 100 / 10.0,
            Popularity = mixed % 997 / 10.0,
            Runtime = (int)(mixed % 200),
            Language = Languages[index % Languages.Length],
            CollectionId = index % 5 == 0 ? (index % CollectionCount) + 1 : null,
            People = [(index % PeopleCount) + 1, ((index + 7) % PeopleCount) + 1],
        };
    }

    private static string? MovieDate(TmdbServerOptions options, int index)
    {
        if (index < options.UndatedMovies)
        {
            return index % 2 == 0 ? "" : null;
        }

        return index < options.UndatedMovies + options.MoviesOnOneDay ? "1999-01-01" : DateOf(index, 1950);
    }

    private static string? SeriesDate(TmdbServerOptions options, int index) =>
        index < options.UndatedSeries ? (index % 2 == 0 ? "" : null) : DateOf(index, 1980);

    private static string DateOf(int index, int firstYear) => new DateOnly(firstYear, 1, 1)
        .AddDays((int)((uint)index * 2654435761u % 25_000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
