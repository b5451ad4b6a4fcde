using System.Runtime.CompilerServices;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// The titles whose records stand in the folder of a day, with what is held of each: what a crawl that goes on neither fetches nor
/// writes again.
/// </summary>
public sealed class WrittenTitles
{
    private readonly Dictionary<TitleStructure, HashSet<TmdbItemId>> _titles = [];

    private WrittenTitles(IEnumerable<KeyValuePair<TitleStructure, HashSet<TmdbItemId>>> titles) => _titles = new(titles);

    /// <summary>Takes titles that were found.</summary>
    /// <param name="titles">The titles.</param>
    public WrittenTitles(IEnumerable<WrittenTitle> titles)
    {
        ArgumentNullException.ThrowIfNull(titles);
        foreach (var title in titles)
        {
            if (!_titles.TryGetValue(title.Structure, out var ids))
            {
                ids = _titles[title.Structure] = [];
            }

            ids.Add(title.Id);
            if (TmdbItemId.TryParse(title.ImdbId, out var imdb))
            {
                ids.Add(imdb.Value);
            }
        }
    }

    /// <summary>How many there are, whatever the lake holds of each.</summary>
    public int Count => _titles.GroupBy(known => known.Key.IsSeries, known => known.Value)
        .Sum(media => media.SelectMany(ids => ids).Where(id => !id.IsImdb).Distinct().Count());

    /// <summary>Reads the records of the folder that new ones would go to.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="options">Where the records go.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async IAsyncEnumerable<WrittenTitle> FindAsync(ILakeStore store, RawJsonOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        var reader = new LakeObjectReader(store);
        await foreach (var found in options.ListAsync(store, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var record in reader.ReadJsonAsync(found.Key, cancellationToken).ConfigureAwait(false))
            {
                if (WrittenTitle.TryRead(record, out var title))
                {
                    yield return title.Value;
                }
            }
        }
    }

    /// <summary>Those of which the lake holds what somebody fetches.</summary>
    /// <param name="wanted">The structure of what is fetched.</param>
    public WrittenTitles Of(TitleStructure wanted) => new(_titles.Where(known => known.Key.Covers(wanted)));

    /// <summary>Whether what a record holds of a title is there.</summary>
    /// <param name="json">The record, one complete JSON value.</param>
    public bool Has(ReadOnlySpan<byte> json) => WrittenTitle.TryRead(json, out var title) && Has(title.Value);

    /// <summary>Whether anything of a title is there.</summary>
    /// <param name="id">The id, TMDB's or IMDb's.</param>
    public bool Has(TmdbItemId id) => _titles.Values.Any(ids => ids.Contains(id));

    private bool Has(WrittenTitle title)
    {
        foreach (var (structure, ids) in _titles)
        {
            if (structure.Covers(title.Structure) && ids.Contains(title.Id))
            {
                return true;
            }
        }

        return false;
    }
}
