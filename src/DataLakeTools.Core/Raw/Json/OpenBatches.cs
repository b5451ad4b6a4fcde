namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// The batches that still take records, one a structure, few enough to keep memory flat.
/// </summary>
internal sealed class OpenBatches : IDisposable
{
    private readonly BatchOptions _options;
    private readonly List<OpenBatch> _all = [];
    private readonly Dictionary<string, OpenBatch> _byStructure = new(StringComparer.Ordinal);
    private readonly List<OpenBatch> _byShape = [];
    private long _bytes;
    private long _uses;

    public OpenBatches(BatchOptions options) => _options = options;

    public OpenBatch OfStructure(string structure)
    {
        if (_byStructure.TryGetValue(structure, out var open))
        {
            return open;
        }

        open = new OpenBatch(structure, shape: null, _options);
        _byStructure.Add(structure, open);
        _all.Add(open);
        return open;
    }

    /// <summary>The first batch whose records the record just read can join; a new one where there is none.</summary>
    public OpenBatch OfShape(JsonShapeReader record)
    {
        foreach (var open in _byShape)
        {
            if (open.Shape!.TryJoin(record))
            {
                return open;
            }
        }

        var opened = new OpenBatch(structure: null, RecordStructure.Of(record), _options);
        _byShape.Add(opened);
        _all.Add(opened);
        return opened;
    }

    public void Append(OpenBatch open, ReadOnlySpan<byte> json, string? id)
    {
        var before = open.Length;
        open.Append(json, id);
        open.LastUse = ++_uses;
        _bytes += open.Length - before;
    }

    public RecordBatch Finish(OpenBatch open)
    {
        _bytes -= open.Length;
        return open.Finish();
    }

    /// <summary>The batch to finish before it is full because too many bytes or structures are open; usually null.</summary>
    public OpenBatch? NextToFinishEarly(OpenBatch current)
    {
        if (_all.Count > _options.MaxOpenStructures)
        {
            return ForgetOldest(current);
        }

        return _bytes > _options.MaxOpenBytes ? _all.MaxBy(open => open.Length) : null;
    }

    public IReadOnlyList<RecordBatch> FinishAll()
    {
        var finished = new List<RecordBatch>();
        foreach (var open in _all)
        {
            if (!open.IsEmpty)
            {
                finished.Add(Finish(open));
            }
        }

        return finished;
    }

    public void Dispose()
    {
        foreach (var open in _all)
        {
            open.Dispose();
        }

        _all.Clear();
        _byStructure.Clear();
        _byShape.Clear();
        _bytes = 0;
    }

    private OpenBatch? ForgetOldest(OpenBatch current)
    {
        while (_all.Count > _options.MaxOpenStructures)
        {
            var oldest = _all.Where(open => open != current).MinBy(open => open.LastUse)!;
            _all.Remove(oldest);
            _byShape.Remove(oldest);
            if (oldest.Structure is not null)
            {
                _byStructure.Remove(oldest.Structure);
            }

            if (!oldest.IsEmpty)
            {
                return oldest;
            }

            oldest.Dispose();
        }

        return null;
    }
}
