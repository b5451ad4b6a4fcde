namespace DataLakeTools.Core.Tmdb;

/// <summary>What became of a title.</summary>
internal enum TitleFate
{
    /// <summary>It is in the lake.</summary>
    Kept,

    /// <summary>TMDB does not know it.</summary>
    Unknown,
}

/// <summary>Remembers what became of titles in an earlier, interrupted run.</summary>
internal interface ITitleMemory
{
    /// <summary>What became of a title; null if it has to be asked for.</summary>
    /// <param name="id">The id as it is asked for, TMDB's or IMDb's.</param>
    TitleFate? Recall(TmdbTitleId id);
}
