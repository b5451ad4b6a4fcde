using System.Text;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// The fields of an object, found by the bytes of their names: mostly at the place where the last record had them,
/// else by hash.
/// </summary>
internal sealed class JsonShapeFields
{
    private byte[][] _names = new byte[4][];
    private JsonShape[] _shapes = new JsonShape[4];
    private int[] _slots = new int[8];

    public int Count { get; private set; }

    /// <summary>The field's shape. <paramref name="hint"/> is where the field is expected, and then where its successor is.</summary>
    public JsonShape? Find(ReadOnlySpan<byte> name, ref int hint)
    {
        if (hint < Count && name.SequenceEqual(_names[hint]))
        {
            return _shapes[hint++];
        }

        for (var slot = SlotOf(name); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            var index = _slots[slot] - 1;
            if (name.SequenceEqual(_names[index]))
            {
                hint = index + 1;
                return _shapes[index];
            }
        }

        return null;
    }

    /// <summary>Adds a field that is not there. <paramref name="hint"/> is where its successor is.</summary>
    public JsonShape Add(ReadOnlySpan<byte> name, ref int hint)
    {
        if (Count == _names.Length)
        {
            Grow();
        }

        _names[Count] = name.ToArray();
        _shapes[Count] = JsonShape.Unknown;
        Enter(Count);
        hint = ++Count;
        return JsonShape.Unknown;
    }

    /// <summary>Sets the shape of the field that was found or added last.</summary>
    public void ReplaceBefore(int hint, JsonShape shape) => _shapes[hint - 1] = shape;

    public void ReportAll(ulong place, IShapeChanges changes)
    {
        for (var index = 0; index < Count; index++)
        {
            var placeOfField = ShapePlace.Field(place, _names[index]);
            changes.Add(placeOfField, IShapeChanges.FieldExists);
            _shapes[index].ReportAll(placeOfField, changes);
        }
    }

    public void Describe(StringBuilder text, int limit)
    {
        for (var index = 0; index < Count; index++)
        {
            if (text.Length > limit)
            {
                text.Append('…');
                return;
            }

            text.Append(index == 0 ? "" : ",").Append(Encoding.UTF8.GetString(_names[index])).Append(':');
            _shapes[index].Describe(text, limit);
        }
    }

    private void Grow()
    {
        Array.Resize(ref _names, Count * 2);
        Array.Resize(ref _shapes, Count * 2);
        _slots = new int[_slots.Length * 2];
        for (var index = 0; index < Count; index++)
        {
            Enter(index);
        }
    }

    private void Enter(int index)
    {
        var slot = SlotOf(_names[index]);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = index + 1;
    }

    private int SlotOf(ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        return hash.ToHashCode() & (_slots.Length - 1);
    }
}
