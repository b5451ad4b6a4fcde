using System.Text;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// The merged type of all values seen at one place of the records of a structure. Only objects and arrays are changed; all places
/// with values of another type share one shape, so that thousands of structures stay small.
/// </summary>
internal sealed class JsonShape
{
    /// <summary>Nothing but null has been seen.</summary>
    public static readonly JsonShape Unknown = new(JsonShapeKind.Unknown);

    // What fields and each of them take in memory.
    private const int BytesOfFields = 192;
    private const int BytesOfField = 64;

    private static readonly JsonShape Boolean = new(JsonShapeKind.Boolean);
    private static readonly JsonShape Number = new(JsonShapeKind.Number);
    private static readonly JsonShape String = new(JsonShapeKind.String);
    private static readonly JsonShape Mixed = new(JsonShapeKind.Mixed);

    private JsonShapeFields? _fields;

    // Of an array its elements, of a map its values.
    private JsonShape? _element;
    private bool _isMap;

    private JsonShape(JsonShapeKind kind) => Kind = kind;

    public JsonShapeKind Kind { get; }

    public bool HasFields => _isMap || _fields is { Count: > 0 };

    /// <summary>
    /// The shape of a record that is a map: whatever its fields are called, their values are objects of one shape. Null for any other record.
    /// </summary>
    public static JsonShape? OfMap(JsonTokens record)
    {
        if (record[0].Kind != JsonShapeKind.Object || record.Count == 1)
        {
            return null;
        }

        var values = Unknown;
        var grown = 0L;
        for (var child = 1; child < record.Count; child = record[child].End)
        {
            var addsToShape = false;
            var hasFields = record[child].End > child + 1;
            if (record[child].Kind != JsonShapeKind.Object || !values.Accepts(record, child, ref addsToShape, out var common) || (common == 0 && hasFields && values.HasFields))
            {
                return null;
            }

            values = values.Absorb(record, child, 0, changes: null, ref grown);
        }

        return values.HasFields ? new JsonShape(JsonShapeKind.Object) { _isMap = true, _element = values } : null;
    }

    /// <summary>
    /// Whether the value matches what was seen before. <paramref name="addsToShape"/> is set when it adds a field or a type.
    /// </summary>
    public bool Accepts(JsonTokens record, int index, ref bool addsToShape) => Accepts(record, index, ref addsToShape, out _);

    /// <summary>As the other, and says how many of the value's fields were seen before.</summary>
    public bool Accepts(JsonTokens record, int index, ref bool addsToShape, out int common)
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
            JsonShapeKind.Object when _isMap => AcceptsEntries(record, index, ref addsToShape, out common),
            JsonShapeKind.Object => AcceptsFields(record, index, ref addsToShape, out common),
            JsonShapeKind.Array => AcceptsElements(record, index, ref addsToShape),
            _ => true,
        };
    }

    /// <summary>Adds what the value says. It was accepted before, so only types new within this very record can clash.</summary>
    /// <param name="record">The record.</param>
    /// <param name="index">The value.</param>
    /// <param name="place">Where the value stands, as <see cref="ShapePlace"/> has it.</param>
    /// <param name="changes">Is told what is new; null where nobody wants to know.</param>
    /// <param name="grown">Gets the bytes of memory that this takes.</param>
    /// <returns>The shape that stands at the place from now on.</returns>
    public JsonShape Absorb(JsonTokens record, int index, ulong place, IShapeChanges? changes, ref long grown)
    {
        ref readonly var token = ref record[index];
        if (token.Kind == JsonShapeKind.Unknown || Kind == JsonShapeKind.Mixed)
        {
            return this;
        }

        if (Kind == token.Kind)
        {
            AbsorbWithin(record, index, place, changes, ref grown);
            return this;
        }

        if (Kind != JsonShapeKind.Unknown)
        {
            changes?.PlaceBecameMixed();
            return Mixed;
        }

        var shape = token.Kind switch
        {
            JsonShapeKind.Boolean => Boolean,
            JsonShapeKind.Number => Number,
            JsonShapeKind.String => String,
            _ => new JsonShape(token.Kind),
        };
        changes?.Add(place, token.Kind);
        shape.AbsorbWithin(record, index, place, changes, ref grown);
        return shape;
    }

    /// <summary>Reports all that the shape has.</summary>
    /// <param name="place">Where the shape stands.</param>
    /// <param name="changes">Is told.</param>
    public void ReportAll(ulong place, IShapeChanges changes)
    {
        changes.Add(place, Kind);
        _element?.ReportAll(_isMap ? ShapePlace.Entry(place) : ShapePlace.Element(place), changes);
        _fields?.ReportAll(place, changes);
    }

    /// <summary>The first place at which a value that is not accepted has another type than was seen before, with both types.</summary>
    /// <param name="record">The record.</param>
    /// <param name="index">The value.</param>
    /// <param name="path">Where the value stands, for people.</param>
    public string? DifferenceAt(JsonTokens record, int index, string path)
    {
        ref readonly var token = ref record[index];
        if (token.Kind == JsonShapeKind.Unknown || Kind is JsonShapeKind.Unknown or JsonShapeKind.Mixed)
        {
            return null;
        }

        if (Kind != token.Kind)
        {
            return $"{(path.Length == 0 ? "the record itself" : $"'{path}'")} is {NameOf(Kind)} in one and {NameOf(token.Kind)} in the other";
        }

        var hint = 0;
        for (var child = index + 1; child < token.End; child = record[child].End)
        {
            var name = Kind == JsonShapeKind.Object ? Encoding.UTF8.GetString(record.NameOf(record[child])) : "[]";
            var held = Kind == JsonShapeKind.Object && !_isMap ? _fields?.Find(record.NameOf(record[child]), ref hint) : _element;
            if (held?.DifferenceAt(record, child, path.Length == 0 || name == "[]" ? path + name : $"{path}.{name}") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    /// <summary>Writes the shape for people, up to a limited length.</summary>
    public void Describe(StringBuilder text, int limit)
    {
        switch (Kind)
        {
            case JsonShapeKind.Object:
                text.Append(_isMap ? "{*:" : "{");
                _fields?.Describe(text, limit);
                if (_isMap)
                {
                    _element!.Describe(text, limit);
                }

                text.Append('}');
                break;
            case JsonShapeKind.Array:
                text.Append('[');
                _element?.Describe(text, limit);
                text.Append(']');
                break;
            default:
                text.Append(NameOf(Kind));
                break;
        }
    }

    private static string NameOf(JsonShapeKind kind) => kind switch
    {
        JsonShapeKind.Boolean => "boolean",
        JsonShapeKind.Number => "number",
        JsonShapeKind.String => "string",
        JsonShapeKind.Object => "object",
        JsonShapeKind.Array => "array",
        JsonShapeKind.Mixed => "mixed",
        _ => "null",
    };

    private bool AcceptsFields(JsonTokens record, int index, ref bool addsToShape, out int common)
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
                addsToShape = true;
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

    private bool AcceptsEntries(JsonTokens record, int index, ref bool addsToShape, out int common)
    {
        common = 0;
        var end = record[index].End;
        for (var child = index + 1; child < end; child = record[child].End)
        {
            if (!_element!.Accepts(record, child, ref addsToShape, out var commonOfValue) || (commonOfValue == 0 && record[child].End > child + 1))
            {
                return false;
            }

            common++;
        }

        return true;
    }

    private bool AcceptsElements(JsonTokens record, int index, ref bool addsToShape)
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

    private void AbsorbWithin(JsonTokens record, int index, ulong place, IShapeChanges? changes, ref long grown)
    {
        if (Kind == JsonShapeKind.Array || _isMap)
        {
            AbsorbElements(record, index, _isMap ? ShapePlace.Entry(place) : ShapePlace.Element(place), changes, ref grown);
        }
        else if (Kind == JsonShapeKind.Object)
        {
            AbsorbFields(record, index, place, changes, ref grown);
        }
    }

    private void AbsorbFields(JsonTokens record, int index, ulong place, IShapeChanges? changes, ref long grown)
    {
        var end = record[index].End;
        var hint = 0;
        for (var child = index + 1; child < end; child = record[child].End)
        {
            grown += _fields is null ? BytesOfFields : 0;
            _fields ??= new JsonShapeFields();
            var name = record.NameOf(record[child]);
            var placeOfField = changes is null ? 0 : ShapePlace.Field(place, name);
            var field = _fields.Find(name, ref hint);
            if (field is null)
            {
                field = _fields.Add(name, ref hint);
                grown += BytesOfField + name.Length;
                changes?.Add(placeOfField, IShapeChanges.FieldExists);
            }

            if (field.Absorb(record, child, placeOfField, changes, ref grown) is var now && now != field)
            {
                _fields.ReplaceBefore(hint, now);
            }
        }
    }

    private void AbsorbElements(JsonTokens record, int index, ulong place, IShapeChanges? changes, ref long grown)
    {
        var end = record[index].End;
        for (var child = index + 1; child < end; child = record[child].End)
        {
            _element = (_element ?? Unknown).Absorb(record, child, place, changes, ref grown);
        }
    }
}
