using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb;

/// <summary>The titles that an earlier run has finished.</summary>
public interface IEarlierTitles
{
    /// <summary>The outcome for a title; null if it has to be fetched.</summary>
    /// <param name="id">The id as given, TMDB's or IMDb's.</param>
    /// <param name="isEntry">Whether the entry of a list is wanted of it; otherwise its details are.</param>
    EarlierOutcome? Find(TmdbItemId id, bool isEntry);
}
