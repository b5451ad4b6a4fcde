using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Titles;

/// <summary>Remembers what became of titles in an earlier, interrupted run.</summary>
internal interface ITitleMemory
{
    /// <summary>What became of a title; null if it has to be asked for.</summary>
    /// <param name="id">The id as it is asked for, TMDB's or IMDb's.</param>
    TitleFate? Recall(TmdbTitleId id);
}
