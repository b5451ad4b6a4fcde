using System.Diagnostics.CodeAnalysis;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>
/// One element of a stream from TMDB: a record, or the error about one id or page while the stream continues. An error
/// that ends the stream is thrown instead.
/// </summary>
public readonly struct TmdbResult
{
    internal TmdbResult(TmdbRecord record) => Record = record;

    internal TmdbResult(DataLakeException error) => Error = error;

    /// <summary>
    /// The record of an entry of a list, or the error that it has no id that TMDB could know: the one rule for every list
    /// whose entries are known by their ids.
    /// </summary>
    internal static TmdbResult OfEntry(TmdbKind kind, string path, ListEntry entry, TmdbMedia? media = null) => entry.Id > 0
        ? new(new TmdbRecord(kind, entry.Id, TmdbStructure.OfEntry(TmdbStructure.OfPath(path), entry), entry.Json, isSummary: kind != TmdbKind.Genre)
        {
            Media = media ?? TmdbEndpoints.MediaOf(kind),
        })
        : new(TmdbErrors.InvalidEntry(path, entry)) { IsEntryError = true };

    /// <summary>Makes results of the entries of a list.</summary>
    /// <param name="kind">The kind of the records.</param>
    /// <param name="path">The path of the list.</param>
    internal static Func<ListEntry, TmdbResult> OfEntries(TmdbKind kind, string path) => entry => OfEntry(kind, path, entry);

    /// <summary>The record, if there is one.</summary>
    public TmdbRecord? Record { get; }

    /// <summary>The error, if there is no record.</summary>
    public DataLakeException? Error { get; }

    /// <summary>The id whose details were requested; null for entries of lists.</summary>
    internal TmdbItemId? RequestedId { get; init; }

    /// <summary>Whether the error is about an entry of a list that did come.</summary>
    internal bool IsEntryError { get; private init; }

    /// <summary>Whether there is a record.</summary>
    [MemberNotNullWhen(true, nameof(Record))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsRecord => Record is not null;
}
