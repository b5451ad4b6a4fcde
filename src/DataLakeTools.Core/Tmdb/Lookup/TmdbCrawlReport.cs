namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Counters of a crawl for all titles; final when the stream has ended.</summary>
public sealed class TmdbCrawlReport
{
    /// <summary>How many titles TMDB counted at the start.</summary>
    public int Expected { get; internal set; }

    /// <summary>How many distinct titles were found.</summary>
    public int Found { get; internal set; }

    /// <summary>How many entries stood on more than one page and were left out the second time.</summary>
    public int Repeated { get; internal set; }

    /// <summary>How many of the titles found have no date.</summary>
    public int Undated { get; internal set; }

    /// <summary>How many queries it took: of at most 10,000 titles, where it can be split so far.</summary>
    public int Queries { get; internal set; }

    /// <summary>How many pages were read again because titles had moved between pages.</summary>
    public int PagesReadAgain { get; internal set; }

    /// <summary>How many titles TMDB counts that could not be reached. They are an error of the stream, too.</summary>
    public int Missing { get; internal set; }

    /// <summary>The numbers in one line.</summary>
    public override string ToString() =>
        $"{Found} titles of about {Expected} in {Queries} queries ({Undated} without a date, {Repeated} repeated, {Missing} missing)";
}
