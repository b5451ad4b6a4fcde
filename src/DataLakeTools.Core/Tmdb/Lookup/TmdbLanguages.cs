namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>The languages of pictures and videos. Without these parameters TMDB gives only those in the language of the texts, usually none.</summary>
internal static class TmdbLanguages
{
    private const string English = "en";

    // What has no text has no language.
    private const string None = "null";

    /// <summary>The languages in which pictures and videos are asked for.</summary>
    /// <param name="language">The language of the texts, for example <c>pt-BR</c>.</param>
    public static string Of(string language)
    {
        var own = language.Split('-')[0];
        return own == English ? $"{own},{None}" : $"{own},{English},{None}";
    }
}
