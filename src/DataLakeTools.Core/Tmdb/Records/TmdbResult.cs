using System.Diagnostics.CodeAnalysis;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Records;

/// <summary>
/// One element of a stream from TMDB: a record, or the error about one id or part while the rest goes on. What ends
/// the whole stream is thrown instead.
/// </summary>
public readonly struct TmdbResult
{
    internal TmdbResult(TmdbRecord record) => Record = record;

    internal TmdbResult(DataLakeException error) => Error = error;

    /// <summary>The record, if there is one.</summary>
    public TmdbRecord? Record { get; }

    /// <summary>The error, if there is no record.</summary>
    public DataLakeException? Error { get; }

    /// <summary>The one id whose details were asked for, where this is the answer to that.</summary>
    internal TmdbTitleId? Asked { get; init; }

    /// <summary>Whether there is a record.</summary>
    [MemberNotNullWhen(true, nameof(Record))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsRecord => Record is not null;
}
