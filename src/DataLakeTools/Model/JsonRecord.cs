using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Model;

/// <summary>
/// A JSON record as PowerShell shows it: every field of the JSON is a property, and the source's bytes are kept. It has
/// no other property, so that no field is hidden and nothing is added to it.
/// </summary>
public sealed class JsonRecord
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private JsonElement _root;
    private bool _isParsed;

    /// <summary>A record of TMDB.</summary>
    internal JsonRecord(TmdbRecord source)
    {
        Source = source;
        _bytes = source.Json;
    }

    /// <summary>A record from a file: one complete JSON value.</summary>
    internal JsonRecord(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>An object inside a record.</summary>
    internal JsonRecord(JsonElement root)
    {
        _root = root;
        _isParsed = true;
    }

    /// <summary>What TMDB's client knows about it; null for records that are not of TMDB.</summary>
    internal TmdbRecord? Source { get; }

    internal JsonElement Root
    {
        get
        {
            if (!_isParsed)
            {
                _root = Source?.Root ?? JsonDocument.Parse(_bytes, new JsonDocumentOptions { MaxDepth = 512 }).RootElement;
                _isParsed = true;
            }

            return _root;
        }
    }

    /// <summary>The bytes as the source sent them.</summary>
    internal ReadOnlyMemory<byte> Bytes => _bytes.IsEmpty ? Encoding.UTF8.GetBytes(Root.GetRawText()) : _bytes;

    /// <summary>The bytes as the source sent them.</summary>
    public byte[] GetBytes() => Bytes.ToArray();

    /// <summary>The JSON as the source sent it.</summary>
    public string ToJson() => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>What it is, its id and title for records of TMDB; else the JSON.</summary>
    public override string ToString() => Source?.ToString() ?? ToJson();
}
