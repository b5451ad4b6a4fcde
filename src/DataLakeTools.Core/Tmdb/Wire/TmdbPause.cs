using System.Globalization;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>What people are told while requests wait.</summary>
public static class TmdbPause
{
    /// <summary>One sentence.</summary>
    /// <param name="pause">How long requests wait.</param>
    public static string Describe(TimeSpan pause) =>
        string.Create(CultureInfo.InvariantCulture, $"TMDB answered that there were too many requests (429): the next one goes out in {pause.TotalSeconds:0.#} seconds.");
}
