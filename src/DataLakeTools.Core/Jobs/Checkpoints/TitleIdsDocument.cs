namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>Ids of titles as compact text.</summary>
internal sealed record TitleIdsDocument(string Tmdb, string Imdb)
{
    public static TitleIdsDocument From(TitleIds titles) => new(CompactIds.Write(titles.Tmdb), CompactIds.Write(titles.Imdb));

    public TitleIds ToTitleIds() => new() { Tmdb = [.. CompactIds.Read(Tmdb)], Imdb = [.. CompactIds.Read(Imdb)] };
}
