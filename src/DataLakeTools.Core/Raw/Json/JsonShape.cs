using System.Text;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>The merged type of all values seen at one place of the records of a structure.</summary>
internal sealed class JsonShape
{
    private JsonShapeFields? _fields;
    private JsonShape? _element;

    public JsonShapeKind Kind { get; private set; }

    public bool HasFields => _fields is { Count: > 0 };

    /// <summary>
    /// Whether the value matches what was seen before. <paramref name="addsToShape"/> is set when it adds a field or a type.
    /// </summary>
    public bool Accepts(JsonShapeReader record, int index, ref bool addsToShape) => Accepts(record, index, ref addsToShape, out _);

    /// <summary>As the other, and says how many of the value's fields were seen before.</summary>
    public bool Accepts(JsonShapeReader record, int index, ref bool addsToShape, out int common)
    {
        common = 0;
        ref readonly var token = ref record[index];
        if (token.Kind == JsonShapeKind.Unknown || Kind == JsonShapeKind.Mixed)
        {
            return true;
        }

        if (Kind == JsonShapeKind.Unknown)
        {
            addsToShape = true;
            return true;
        }

        if (Kind != token.Kind)
        {
            return false;
        }

        return Kind switch
        {
            JsonShapeKind.Object => AcceptsFields(record, index, ref addsToShape, out common),
            JsonShapeKind.Array => AcceptsElements(record, index, ref addsToShape),
            _ => true,
        };
    }

    /// <summary>Adds what the value says. It was accepted before, so only types new within this very record can clash.</summary>
    public void Absorb(JsonShapeReader record, int index)
    {
        ref readonly var token = ref record[index];
        if (token.Kind == JsonShapeKind.Unknown || Kind == JsonShapeKind.Mixed)
        {
            return;
        }

        if (Kind != JsonShapeKind.Unknown && Kind != token.Kind)
        {
            Kind = JsonShapeKind.Mixed;
            _fields = null;
            _element = null;
            return;
        }

        Kind = token.Kind;
        if (Kind == JsonShapeKind.Object)
        {
            AbsorbFields(record, index);
        }
        else if (Kind == JsonShapeKind.Array)
        {
            AbsorbElements(record, index);
        }
    }

    /// <summary>Writes the shape for people, up to a limited length.</summary>
    public void Describe(StringBuilder text, int limit)
    {
        switch (Kind)
        {
            case JsonShapeKind.Object:
                text.Append('{');
                _fields?.Describe(text, limit);
                text.Append('}');
                break;
            case JsonShapeKind.Array:
                text.Append('[');
                _element?.Describe(text, limit);
                text.Append(']');
                break;
            default:
                text.Append(Kind switch
                {
                    JsonShapeKind.Boolean => "boolean",
                    JsonShapeKind.Number => "number",
                    JsonShapeKind.String => "string",
                    JsonShapeKind.Mixed => "mixed",
                    _ => "null",
                });
                break;
        }
    }

    private bool AcceptsFields(JsonShapeReader record, int index, ref bool addsToShape, out int common)
    {
        common = 0;
        var end = record[index].End;
        var hint = 0;
        for (var child = index + 1; child < end; child = record[child].End)
        {
            ref readonly var token = ref record[child];
            var field = _fields?.Find(record.NameOf(token), ref hint);
            if (field is null)
            {
                addsToShape |= _fields is not { IsFull: true };
                continue;
            }

            common++;
            if (!field.Accepts(record, child, ref addsToShape))
            {
                return false;
            }
        }

        return true;
    }

    private bool AcceptsElements(JsonShapeReader record, int index, ref bool addsToShape)
    {
        var end = record[index].End;
        for (var child = index + 1; child < end; child = record[child].End)
        {
            if (_element is null)
            {
                addsToShape = true;
                return true;
            }

            if (!_element.Accepts(record, child, ref addsToShape))
            {
                return false;
            }
        }

        return true;
    }

    private void AbsorbFields(JsonShapeReader record, int index)
    {
        var end = record[index].End;
        var hint = 0;
        for (var child = index + 1; child < end; child = record[child].End)
        {
            _fields ??= new JsonShapeFields();
            var name = record.NameOf(record[child]);
            var field = _fields.Find(name, ref hint) ?? _fields.TryAdd(name);
            field?.Absorb(record, child);
        }
    }

    private void AbsorbElements(JsonShapeReader record, int index)
    {
        var end = record[index].End;
        for (var child = index + 1; child < end; child = record[child].End)
        {
            (_element ??= new JsonShape()).Absorb(record, child);
        }
    }
}
