using System.Numerics;
using System.Runtime.InteropServices;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Finds the open batches that a record may join, however many there are: for each type at each place it has the set of
/// the batches that have seen it there, and a record may join those that share a field with it and have nowhere another type.
/// </summary>
internal sealed class ShapeIndex : IShapeChanges
{
    // A record that is like one before it is found without a search. What is known of that is dropped when it gets too much.
    private const int MaxSignatures = 1 << 16;

    // What a place takes in its dictionary, which is two thirds full.
    private const int BytesOfPlace = 56;

    // Where batches are noted that have no field yet and so can take any object.
    private const ulong NoField = ~ShapePlace.Root;

    private readonly Dictionary<ulong, SlotSet> _places = [];
    private readonly List<OpenBatch?> _slots = [];
    private readonly Dictionary<ulong, OpenBatch> _bySignature = [];
    private readonly List<OpenBatch> _unindexed = [];
    private ulong[] _candidates = [];
    private ulong _signature;
    private int _free;

    // The batch whose shape calls IShapeChanges now.
    private OpenBatch? _reporting;
    private bool _hasNewMixedPlace;

    /// <summary>About how many bytes of memory it takes.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Joins a record to the batch that took one like it, else to the first that may take it; null where there is none.</summary>
    public OpenBatch? Join(JsonTokens record, bool isMap)
    {
        _signature = SignatureOf(record, 0, ShapePlace.Root, isMap);
        if (_bySignature.TryGetValue(_signature, out var known) && !known.IsFinished && TryJoin(known, record))
        {
            return known;
        }

        IndexAll();
        var words = (_slots.Count + 63) / 64;
        if (_candidates.Length < words)
        {
            _candidates = new ulong[Math.Max(words, _candidates.Length * 2)];
        }

        var candidates = _candidates.AsSpan(0, words);
        SelectCandidates(record, isMap, candidates);
        Exclude(record, 0, ShapePlace.Root, isMap, candidates);
        for (var word = 0; word < words; word++)
        {
            for (var rest = candidates[word]; rest != 0; rest &= rest - 1)
            {
                if (_slots[(word * 64) + BitOperations.TrailingZeroCount(rest)] is { } open && TryJoin(open, record))
                {
                    Remember(open);
                    return open;
                }
            }
        }

        return null;
    }

    /// <summary>Takes a new batch.</summary>
    /// <param name="open">The batch.</param>
    /// <param name="rememberSignature">Whether it was opened for the record that <see cref="Join"/> was last asked for, so that records like it find it.</param>
    public void Add(OpenBatch open, bool rememberSignature)
    {
        _unindexed.Add(open);
        if (rememberSignature)
        {
            Remember(open);
        }
    }

    public void Remove(OpenBatch open)
    {
        if (open.Slot < 0)
        {
            _unindexed.Remove(open);
            return;
        }

        _slots[open.Slot] = null;
        open.Slot = -1;
        _free++;
    }

    /// <summary>Adds a record to the structure of a batch if it matches. That of a batch that has no room for it stays as it is.</summary>
    public bool TryJoin(OpenBatch open, JsonTokens record)
    {
        if (!open.Fits(record.ByteCount))
        {
            return open.Shape!.Accepts(record);
        }

        if (open.Slot < 0)
        {
            return open.Shape!.TryJoin(record, changes: null);
        }

        _reporting = open;
        _hasNewMixedPlace = false;
        var joined = open.Shape!.TryJoin(record, this);
        if (_hasNewMixedPlace)
        {
            Remove(open);
            _unindexed.Add(open);
        }

        return joined;
    }

    void IShapeChanges.Add(ulong place, JsonShapeKind kind)
    {
        ref var set = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, ShapePlace.With(place, kind), out var exists);
        MemoryBytes += (exists ? 0 : BytesOfPlace) - set.MemoryBytes;
        set.Add(_reporting!.Slot);
        MemoryBytes += set.MemoryBytes;
    }

    void IShapeChanges.PlaceBecameMixed() => _hasNewMixedPlace = true;

    private void Remember(OpenBatch open)
    {
        if (_bySignature.Count >= MaxSignatures)
        {
            _bySignature.Clear();
        }

        _bySignature[_signature] = open;
    }

    private void IndexAll()
    {
        // A batch that is opened again stands far from where it stood, and the sets of its places reach over all between.
        if (_free > 64 && _free > _slots.Count / 8)
        {
            var live = _slots.OfType<OpenBatch>().ToList();
            _unindexed.InsertRange(0, live);
            _slots.Clear();
            _places.Clear();
            MemoryBytes = 0;
            _free = 0;
        }

        foreach (var open in _unindexed)
        {
            open.Slot = _slots.Count;
            _slots.Add(open);
            _reporting = open;
            open.Shape!.ReportAll(this);
            if (!open.Shape.HasFields)
            {
                ((IShapeChanges)this).Add(NoField, IShapeChanges.FieldExists);
            }
        }

        _unindexed.Clear();
    }

    // All that share a field with the record, or have none; all where the record has none.
    private void SelectCandidates(JsonTokens record, bool isMap, Span<ulong> candidates)
    {
        var end = record[0].End;
        if (record[0].Kind != JsonShapeKind.Object || end == 1)
        {
            candidates.Fill(ulong.MaxValue);
            if (_slots.Count % 64 is > 0 and var used)
            {
                candidates[^1] = (1UL << used) - 1;
            }

            return;
        }

        candidates.Clear();
        Include(NoField, IShapeChanges.FieldExists, candidates);
        var first = isMap ? 1 : 0;
        var parent = isMap ? ShapePlace.Entry(ShapePlace.Root) : ShapePlace.Root;
        for (var child = first + 1; child < record[first].End; child = record[child].End)
        {
            Include(ShapePlace.Field(parent, record.NameOf(record[child])), IShapeChanges.FieldExists, candidates);
        }
    }

    private void Include(ulong place, JsonShapeKind kind, Span<ulong> candidates)
    {
        if (_places.TryGetValue(ShapePlace.With(place, kind), out var set))
        {
            set.AddTo(candidates);
        }
    }

    private void Exclude(JsonTokens record, int index, ulong place, bool isMap, Span<ulong> candidates)
    {
        ref readonly var token = ref record[index];
        if (token.Kind == JsonShapeKind.Unknown)
        {
            return;
        }

        for (var kind = JsonShapeKind.Boolean; kind <= JsonShapeKind.Array; kind++)
        {
            if (kind != token.Kind && _places.TryGetValue(ShapePlace.With(place, kind), out var set))
            {
                set.RemoveFrom(candidates);
            }
        }

        var end = token.End;
        var kindOfPlace = token.Kind;
        for (var child = index + 1; child < end; child = record[child].End)
        {
            Exclude(record, child, PlaceOf(record, child, kindOfPlace, place, isMap), isMap: false, candidates);
        }
    }

    // The same for records with the same fields and types, in whatever order, and with arrays of whatever length.
    private static ulong SignatureOf(JsonTokens record, int index, ulong place, bool isMap)
    {
        ref readonly var token = ref record[index];
        var signature = ShapePlace.With(place, token.Kind);
        var end = token.End;
        var kind = token.Kind;
        ulong before = 0;
        for (var child = index + 1; child < end; child = record[child].End)
        {
            var signatureOfChild = SignatureOf(record, child, PlaceOf(record, child, kind, place, isMap), isMap: false);
            if ((kind != JsonShapeKind.Array && !isMap) || signatureOfChild != before)
            {
                signature += signatureOfChild;
            }

            before = signatureOfChild;
        }

        return signature;
    }

    private static ulong PlaceOf(JsonTokens record, int child, JsonShapeKind kind, ulong place, bool isMap) => kind switch
    {
        JsonShapeKind.Array => ShapePlace.Element(place),
        _ when isMap => ShapePlace.Entry(place),
        _ => ShapePlace.Field(place, record.NameOf(record[child])),
    };
}
