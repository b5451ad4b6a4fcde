namespace DataLakeTools.TestServers.Tmdb;

/// <summary>How the stand-in behaves from the start; all of it can be changed later.</summary>
public sealed class TmdbServerOptions
{
    public int Port { get; set; }

    public int Movies { get; set; } = 300;

    public int Series { get; set; } = 120;

    /// <summary>How many of the movies have no release date: "" or null.</summary>
    public int UndatedMovies { get; set; } = 10;

    public int UndatedSeries { get; set; } = 5;

    /// <summary>How many of the movies were all released on one day.</summary>
    public int MoviesOnOneDay { get; set; }

    /// <summary>Where undated movies stand in the order by date.</summary>
    public bool UndatedSortFirst { get; set; } = true;

    public string Token { get; set; } = "stand-in.read.token";

    public string ApiKey { get; set; } = "0123456789abcdef0123456789abcdef";

    /// <summary>How many requests are allowed in any second; 0 allows all.</summary>
    public int RequestsPerSecond { get; set; }

    /// <summary>Seconds in Retry-After of a 429; none where null.</summary>
    public int? RetryAfterSeconds { get; set; }

    public TimeSpan Latency { get; set; }

    /// <summary>What the second of a rate is measured by, and the latency.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How many entries of a page stand on the page before, too, in orders that are not steady.</summary>
    public int Overlap { get; set; }

    /// <summary>After how many discover requests the titles move by one place in orders that are not steady; 0 for never.</summary>
    public int MoveEvery { get; set; }

    /// <summary>Cache-Control: max-age of answers, in seconds; none where null.</summary>
    public int? MaxAgeSeconds { get; set; }

    /// <summary>Whether a few titles, collections, keywords and companies have the names of real ones.</summary>
    public bool WellKnown { get; set; }

    /// <summary>A folder of recorded answers with its manifest.json, used instead of the catalogue.</summary>
    public string? RecordedFolder { get; set; }
}
