using System.Management.Automation;
using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools;

/// <summary>
/// A JSON record: in PowerShell each of its fields is a property, and the source's bytes are kept. The class itself has no
/// public property, so that none appears among the fields.
/// </summary>
public class JsonRecord
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private JsonElement _root;
    private bool _isParsed;

    /// <summary>A record from a file or an answer: one complete JSON value.</summary>
    internal JsonRecord(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>An object inside a record.</summary>
    internal JsonRecord(JsonElement root)
    {
        _root = root;
        _isParsed = true;
    }

    /// <summary>The bytes as the source sent them.</summary>
    internal ReadOnlyMemory<byte> Bytes => _bytes.IsEmpty ? Encoding.UTF8.GetBytes(_root.GetRawText()) : _bytes;

    private JsonElement Root
    {
        get
        {
            if (!_isParsed)
            {
                _root = Parse();
                _isParsed = true;
            }

            return _root;
        }
    }

    /// <summary>The bytes as the source sent them.</summary>
    public byte[] GetBytes() => Bytes.ToArray();

    /// <summary>The JSON as the source sent it.</summary>
    public string ToJson() => Encoding.UTF8.GetString(Bytes.Span);

    // It lives as long as the record and has no unmanaged memory, so it is not disposed.
    private protected virtual JsonElement Parse() => JsonDocument.Parse(_bytes, new JsonDocumentOptions { MaxDepth = RawRecord.MaxDepth }).RootElement;

    /// <summary>The JSON.</summary>
    public override string ToString() => ToJson();

    /// <summary>
    /// The record with its fields as properties of the object and not of its type, so that they also exist in runspaces that
    /// have not loaded the module, as in ForEach-Object -Parallel and in jobs.
    /// </summary>
    internal PSObject ToPSObject()
    {
        var shown = new PSObject(this);
        if (Root.ValueKind == JsonValueKind.Object)
        {
            Dictionary<string, string>? renamed = null;
            foreach (var field in Root.EnumerateObject())
            {
                var name = JsonText.NameOf(field);
                if (name.Length == 0)
                {
                    continue;
                }

                if (shown.Properties[name] is { } other)
                {
                    // A name that stands twice has its last value, as for every other reader of JSON. Names that differ in case
                    // alone are one to PowerShell, so the later one is shown under another.
                    if (other.Name != name)
                    {
                        renamed ??= new Dictionary<string, string>(StringComparer.Ordinal);
                        name = renamed.TryGetValue(name, out var known) ? known : renamed[name] = FreeName(shown, name);
                    }

                    shown.Properties.Remove(name);
                }

                shown.Properties.Add(new JsonField(name, field.Value), preValidated: true);
            }
        }

        return shown;
    }

    private static string FreeName(PSObject shown, string name)
    {
        var number = 2;
        while (shown.Properties[$"{name}_{number}"] is not null)
        {
            number++;
        }

        return $"{name}_{number}";
    }
}
