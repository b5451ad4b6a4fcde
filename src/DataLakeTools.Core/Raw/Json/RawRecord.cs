using System.Buffers;
using System.Globalization;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>One JSON document on its way into a batch.</summary>
/// <param name="Json">The bytes as the source sent them.</param>
/// <param name="StructureName">The name of its structure, where its source says it, as TMDB's endpoints do: records of one name go into one batch; <see langword="null"/> lets its fields decide.</param>
/// <param name="Identifier">What errors call it: of TMDB 'Movie 550', by which a checkpoint finds its title too; else its property 'id'.</param>
/// <param name="IsValidated">Whether its source has already read it as one complete JSON value and its bytes stay as that sent them. It is read again only for its fields, where no structure is named.</param>
/// <param name="Number">Its number in its source, from 1, by which errors call it where it has no identifier; 0 where it has none.</param>
/// <param name="Source">What an error calls its source, where it has a name.</param>
public readonly record struct RawRecord(
    ReadOnlyMemory<byte> Json, string? StructureName = null, string? Identifier = null, bool IsValidated = false, long Number = 0, string? Source = null)
{
    private static readonly SearchValues<byte> OfNothing = SearchValues.Create(" \t\r\n[],nul"u8);

    /// <summary>What messages call it.</summary>
    public string? NameInMessages => Identifier ?? (Number == 0 ? null
        : string.Create(CultureInfo.InvariantCulture, $"record {Number}{(Source is null ? string.Empty : $" of '{Source}'")}"));

    /// <summary>How deep a record may be nested: as deep as TMDB's, which are not looked through again.</summary>
    public const int MaxDepth = TmdbBody.MaxDepth;

    /// <summary>Whether JSON has no value in it, only nulls and the arrays around them: that is never data.</summary>
    /// <param name="json">One complete JSON value.</param>
    public static bool IsNothing(ReadOnlySpan<byte> json) => !json.ContainsAnyExcept(OfNothing);

    /// <summary>A record of TMDB with the structure of its endpoint.</summary>
    /// <param name="record">The record; the client has read it as one complete JSON value.</param>
    public static RawRecord From(TmdbRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new(record.Json, record.Structure, record.Id > 0 ? $"{record.Kind} {record.Id}" : record.Structure, IsValidated: true);
    }
}
