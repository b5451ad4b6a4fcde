namespace DataLakeTools.TestServers.Tmdb;

/// <summary>One film or series of the catalogue.</summary>
public sealed record TmdbTitle
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required string? ImdbId { get; init; }

    /// <summary>A date, "" or null.</summary>
    public required string? Date { get; init; }

    public required int[] Genres { get; init; }

    public required int VoteCount { get; init; }

    public required double VoteAverage { get; init; }

    public required double Popularity { get; init; }

    public required int Runtime { get; init; }

    public required string Language { get; init; }

    public required int? CollectionId { get; init; }

    public required int[] People { get; init; }

    public bool IsDated => !string.IsNullOrEmpty(Date);
}
