using System.Diagnostics.CodeAnalysis;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Records;

/// <summary>
/// One element of a stream from TMDB: a record, or the error about one id or page while the stream continues. An error
/// that ends the stream is thrown instead.
/// </summary>
public readonly struct TmdbResult
{
    internal TmdbResult(TmdbRecord record) => Record = record;

    internal TmdbResult(DataLakeException error) => Error = error;

    /// <summary>The record, if there is one.</summary>
    public TmdbRecord? Record { get; }

    /// <summary>The error, if there is no record.</summary>
    public DataLakeException? Error { get; }

    /// <summary>The id whose details were requested; null for entries of lists.</summary>
    internal TmdbTitleId? Asked { get; init; }

    /// <summary>Whether there is a record.</summary>
    [MemberNotNullWhen(true, nameof(Record))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsRecord => Record is not null;
}
