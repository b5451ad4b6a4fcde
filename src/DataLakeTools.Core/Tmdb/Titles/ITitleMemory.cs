using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Titles;

/// <summary>Knows the titles that an earlier, interrupted run has dealt with.</summary>
internal interface ITitleMemory
{
    /// <summary>The outcome for a title; null if it has to be fetched.</summary>
    /// <param name="id">The id as given, TMDB's or IMDb's.</param>
    TitleFate? Recall(TmdbTitleId id);
}
