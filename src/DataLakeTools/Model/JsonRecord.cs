using System.Management.Automation;
using System.Text;
using System.Text.Json;

namespace DataLakeTools;

/// <summary>
/// A JSON record: in PowerShell every field of it is a property, and the source's bytes are kept. The class itself has no
/// property, so that none stands among the fields.
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

    // Kept as long as the record, so it is left to the garbage collector and not disposed.
    private protected virtual JsonElement Parse() => JsonDocument.Parse(_bytes, new JsonDocumentOptions { MaxDepth = 512 }).RootElement;

    /// <summary>The JSON.</summary>
    public override string ToString() => ToJson();

    /// <summary>
    /// The record with its fields as properties. They belong to the object and not to a type, so that they are there in
    /// every runspace, in ForEach-Object -Parallel as in a job, whether the module is loaded there or not.
    /// </summary>
    internal PSObject ToPSObject()
    {
        var shown = new PSObject(this);
        if (Root.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in Root.EnumerateObject())
            {
                // PowerShell's names are the same in upper and lower case; of two that clash the first is shown.
                if (field.Name.Length > 0 && shown.Properties[field.Name] is null)
                {
                    shown.Properties.Add(new JsonField(field.Name, field.Value), preValidated: true);
                }
            }
        }

        return shown;
    }
}
