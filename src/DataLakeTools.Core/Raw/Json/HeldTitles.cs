using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>What the lake holds of the titles that somebody fetches, entries of lists apart from details.</summary>
/// <param name="Entries">The titles of which it holds the entry of a list.</param>
/// <param name="Details">The titles of which it holds the details, with all parts that are fetched.</param>
public sealed record HeldTitles(WrittenTitles Entries, WrittenTitles Details) : IEarlierTitles
{
    /// <inheritdoc/>
    public EarlierOutcome? Find(TmdbItemId id, bool isEntry) => (isEntry ? Entries : Details).Has(id) ? EarlierOutcome.InLake : null;
}
