namespace DataLakeTools.TestServers.Tmdb;

/// <summary>Which requests go wrong, and how.</summary>
public sealed class TmdbFaultRule
{
    public TmdbFault Fault { get; init; }

    /// <summary>A part of path and query; all requests where it is empty.</summary>
    public string Where { get; init; } = "";

    /// <summary>How many matching requests pass first.</summary>
    public int After { get; set; }

    /// <summary>How many go wrong then.</summary>
    public int Times { get; set; } = 1;

    /// <summary>Takes one request into account and says whether it goes wrong.</summary>
    public bool Applies(string pathAndQuery)
    {
        if (Times <= 0 || !pathAndQuery.Contains(Where, StringComparison.Ordinal))
        {
            return false;
        }

        if (After > 0)
        {
            After--;
            return false;
        }

        Times--;
        return true;
    }
}
