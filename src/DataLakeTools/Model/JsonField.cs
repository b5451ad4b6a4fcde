using System.Management.Automation;
using System.Text.Json;

namespace DataLakeTools;

/// <summary>A field of a record as a property that is read when it is asked for, and cannot be changed.</summary>
internal sealed class JsonField(string name, JsonElement element) : PSNoteProperty(name, null)
{
    private object? _value;
    private bool _isRead;

    /// <summary>Whether it is one value, and no object or list of them.</summary>
    public bool IsPlain => element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);

    /// <inheritdoc/>
    public override object? Value
    {
        get
        {
            if (!_isRead)
            {
                _value = JsonValue.Of(element);
                _isRead = true;
            }

            return _value;
        }
        set => throw new SetValueException("A record is as its source sent it. Select-Object makes another object of it.");
    }

    /// <inheritdoc/>
    public override bool IsSettable => false;

    /// <inheritdoc/>
    public override string TypeNameOfValue => Value is { } value ? (value is PSObject wrapped ? wrapped.BaseObject : value).GetType().FullName! : typeof(object).FullName!;

    /// <inheritdoc/>
    public override PSMemberInfo Copy() => new JsonField(Name, element);

    /// <inheritdoc/>
    public override string ToString() => $"{TypeNameOfValue} {Name}={Value}";
}
