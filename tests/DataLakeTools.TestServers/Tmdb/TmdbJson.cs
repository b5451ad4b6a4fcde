using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataLakeTools.TestServers.Tmdb;

/// <summary>Writes titles as TMDB does.</summary>
internal static class TmdbJson
{
    public static string Text(string? value) => value is null ? "null" : $"\"{JsonEncodedText.Encode(value)}\"";

    public static string Summary(TmdbTitle title, bool isMovie)
    {
        var genres = string.Join(',', title.Genres.Select(id => id.ToString(CultureInfo.InvariantCulture)));
        return isMovie
            ? Format($$"""{"adult":false,"backdrop_path":null,"genre_ids":[{{genres}}],"id":{{title.Id}},"original_language":"{{title.Language}}","original_title":{{Text(title.Name)}},"overview":"Quem é? — {{title.Id}}","popularity":{{title.Popularity}},"release_date":{{Text(title.Date)}},"title":{{Text(title.Name)}},"video":false,"vote_average":{{title.VoteAverage}},"vote_count":{{title.VoteCount}}}""")
            : Format($$"""{"adult":false,"genre_ids":[{{genres}}],"id":{{title.Id}},"origin_country":["BR"],"original_language":"{{title.Language}}","original_name":{{Text(title.Name)}},"overview":"","popularity":{{title.Popularity}},"first_air_date":{{Text(title.Date)}},"name":{{Text(title.Name)}},"vote_average":{{title.VoteAverage}},"vote_count":{{title.VoteCount}}}""");
    }

    public static string Details(TmdbTitle title, bool isMovie, IEnumerable<string> append)
    {
        var names =
            isMovie ? TmdbCatalogue.MovieGenres : TmdbCatalogue.SeriesGenres;
        var genres = string.Join(',', title.Genres.Select(id => Format($$"""{"id":{{id}},"name":{{Text(names[id].English)}}}""")));
        var json = new StringBuilder();
        json.Append(isMovie
            ? Format($$"""{"adult":false,"belongs_to_collection":{{Collection(title.CollectionId)}},"budget":{{title.Id * 1000L}},"genres":[{{genres}}],"id":{{title.Id}},"imdb_id":{{Text(title.ImdbId)}},"original_language":"{{title.Language}}","original_title":{{Text(title.Name)}},"overview":"Caf\u00e9 — {{title.Id}}","popularity":{{title.Popularity}},"production_companies":[{"id":{{CompanyOf(title)}},"name":{{Text(TmdbCatalogue.CompanyName(CompanyOf(title)))}}}],"release_date":{{Text(title.Date)}},"revenue":{{title.Id * 1700L}},"runtime":{{title.Runtime}},"status":"Released","title":{{Text(title.Name)}},"video":false,"vote_average":{{title.VoteAverage}},"vote_count":{{title.VoteCount}}""")
            : Format($$"""{"adult":false,"episode_run_time":[],"first_air_date":{{Text(title.Date)}},"genres":[{{genres}}],"id":{{title.Id}},"languages":["pt"],"name":{{Text(title.Name)}},"number_of_seasons":2,"original_name":{{Text(title.Name)}},"popularity":{{title.Popularity}},"vote_average":{{title.VoteAverage}},"vote_count":{{title.VoteCount}}"""));
        foreach (var part in append)
        {
            json.Append(CultureInfo.InvariantCulture, $",\"{part}\":{Part(title, part)}");
        }

        return json.Append('}').ToString();
    }

    public static string Part(TmdbTitle title, string part) => part switch
    {
        "credits" => $$"""{"cast":[{{string.Join(',', title.People.Select(id => Format($$"""{"id":{{id}},"name":{{Text(TmdbCatalogue.PersonName(id))}},"character":"Ela \"mesma\""}""")))}}],"crew":[]}""",
        "keywords" => $$"""{"keywords":[{"id":{{title.Id % 50}},"name":"palavra {{title.Id % 50}}"}]}""",
        "external_ids" => $$"""{"imdb_id":{{Text(title.ImdbId)}},"wikidata_id":null,"instagram_id":"film{{title.Id}}","facebook_id":null}""",
        _ => """{"results":[]}""",
    };

    private static int CompanyOf(TmdbTitle title) => (title.Id % TmdbCatalogue.CompanyCount) + 1;

    private static string Collection(int? id) =>
        id is null ? "null" : Format($$"""{"id":{{id}},"name":"{{TmdbCatalogue.CollectionName(id.Value)}}","poster_path":null,"backdrop_path":null}""");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
