namespace DataLakeTools.TestServers.Tmdb;

/// <summary>One request that came in. Secrets are left out.</summary>
public sealed record TmdbLogEntry(string PathAndQuery, int Status, string Protocol)
{
    public string Path => PathAndQuery.Split('?')[0];
}
