using System.Runtime.CompilerServices;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb.Titles;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>The titles whose records stand in the folder of a day: what a crawl that goes on neither fetches nor writes again.</summary>
public sealed class WrittenTitles
{
    private readonly Ids _films = new();
    private readonly Ids _series = new();

    /// <summary>Takes titles that were found.</summary>
    /// <param name="titles">The titles.</param>
    public WrittenTitles(IEnumerable<WrittenTitle> titles)
    {
        ArgumentNullException.ThrowIfNull(titles);
        foreach (var title in titles)
        {
            (title.IsSeries ? _series : _films).Add(title);
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _films.Count + _series.Count;

    /// <summary>Reads the records of the folder that new ones would go to.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="options">Where the records go.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async IAsyncEnumerable<WrittenTitle> FindAsync(ILakeStore store, RawJsonOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        var folder = options.KeyFor("x").Folder + "/";
        var reader = new LakeObjectReader(store);
        await foreach (var found in store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            // Deeper levels belong to other specifications.
            if (found.Key.AsSpan(folder.Length).Contains('/'))
            {
                continue;
            }

            await foreach (var record in reader.ReadJsonAsync(found.Key, cancellationToken).ConfigureAwait(false))
            {
                if (WrittenTitle.TryRead(record, out var title))
                {
                    yield return title.Value;
                }
            }
        }
    }

    /// <summary>The films or the series, for whoever fetches such.</summary>
    /// <param name="kind">Which of the two.</param>
    public IEarlierTitles Of(TmdbKind kind) => kind == TmdbKind.Series ? _series : _films;

    /// <summary>Whether a record is about a title that is there.</summary>
    /// <param name="json">The record, one complete JSON value.</param>
    public bool Has(ReadOnlySpan<byte> json) =>
        WrittenTitle.TryRead(json, out var title) && (title.Value.IsSeries ? _series : _films).Find(title.Value.Id) is not null;

    private sealed class Ids : IEarlierTitles
    {
        private readonly HashSet<TmdbItemId> _ids = [];

        public int Count { get; private set; }

        public void Add(WrittenTitle title)
        {
            Count += _ids.Add(title.Id) ? 1 : 0;
            if (TmdbItemId.TryParse(title.ImdbId, out var imdb))
            {
                _ids.Add(imdb.Value);
            }
        }

        public EarlierOutcome? Find(TmdbItemId id) => _ids.Contains(id) ? EarlierOutcome.InLake : null;
    }
}
