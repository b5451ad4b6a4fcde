namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>A reference to something in TMDB: its kind and id, and the record itself if it is already loaded.</summary>
/// <param name="Kind">What the id is an id of: a person's id is never taken for a film's.</param>
/// <param name="Id">The id.</param>
public readonly record struct TmdbReference(TmdbKind Kind, TmdbItemId Id)
{
    /// <summary>The record, if it is already loaded.</summary>
    public TmdbRecord? Record { get; private init; }

    /// <summary>A reference to a record; a change record refers to the thing that changed.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.InvalidOption"/> for a record without an id.</exception>
    public static TmdbReference To(TmdbRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Id <= 0)
        {
            throw TmdbErrors.InvalidOption($"The record has no id ({record.Structure}).", "Give a record that TMDB knows by an id.", record);
        }

        var kind = record.Kind == TmdbKind.Change ? ChangedKindOf(record) : record.Kind;
        return new TmdbReference(kind, record.Id) { Record = record.Kind == TmdbKind.Change ? null : record };
    }

    /// <summary>References to the records of a stream; its errors are put aside, and the others go on.</summary>
    /// <param name="results">The records.</param>
    /// <param name="failed">Takes the errors.</param>
    internal static async IAsyncEnumerable<TmdbReference> ToAllAsync(IAsyncEnumerable<TmdbResult> results, Queue<TmdbResult> failed)
    {
        await foreach (var result in results.ConfigureAwait(false))
        {
            if (result.Record is { } record)
            {
                yield return To(record);
            }
            else
            {
                failed.Enqueue(result);
            }
        }
    }

    private static TmdbKind ChangedKindOf(TmdbRecord change) => change.Media is TmdbMedia media
        ? TmdbEndpoints.KindOf(media)
        : change.Structure.StartsWith("person/", StringComparison.Ordinal) ? TmdbKind.Person : TmdbKind.Other;
}
