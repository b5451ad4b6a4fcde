using System.Text;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// The batches that still take records, one a structure: as many as the memory for them can hold. Where it is full, bytes of
/// the largest wait in a temporary file; where that has no room either, the largest are finished early.
/// </summary>
internal sealed class OpenBatches(BatchOptions options, IReporter? reporter) : IDisposable
{
    // With more structures than this side by side something is probably wrong with the records.
    private const int MaxWithoutWarning = 100;

    // An object of objects whose names are words may be a map (of titles by name) or a record with fields: nothing in it says which.
    // As long as no more than this many of them share no name with those before, each is kept as a structure of its own; where there
    // are more, they are taken for maps, and share one structure.
    private const int MaxMapsOfWords = 16;

    private readonly Dictionary<string, OpenBatch> _byName = new(StringComparer.Ordinal);
    private readonly LinkedList<OpenBatch> _byShape = [];
    private readonly ShapeIndex _index = new();
    private readonly BatchMemory _memory = new();
    private readonly BatchSpill _spill = new(options.SpillFolder, options.MaxSpilledBytes, reporter);
    private long _held;
    private long _opened;
    private readonly HashSet<string> _namesInMaps = new(StringComparer.Ordinal);
    private int _mapsOfWords;
    private bool _hasWarned;

    // What is left after room was made, so that it need not be made again soon.
    private long TargetBytes => options.MaxOpenBytes / 4 * 3;

    /// <summary>About how many bytes of memory all take together.</summary>
    public long MemoryBytes => _held + _index.MemoryBytes;

    private int Count => _byName.Count + _byShape.Count;

    private IEnumerable<OpenBatch> All => _byShape.Concat(_byName.Values);

    public OpenBatch FindOrOpenByName(string structureName, in RawRecord record)
    {
        if (_byName.TryGetValue(structureName, out var open))
        {
            return open;
        }

        if (Count == MaxWithoutWarning && _byName.Values.MaxBy(other => other.Number) is { } latest)
        {
            Warn(latest, record, $"the structures are '{latest.StructureName}' and '{structureName}'");
        }

        open = new OpenBatch(structureName, shape: null, options, _memory, _spill) { Number = ++_opened, FirstRecord = record with { Json = default } };
        _byName.Add(structureName, open);
        return open;
    }

    /// <summary>Joins the record just read to the first batch whose records are like it, or to a new one. The batch may have no room for its bytes.</summary>
    public OpenBatch FindOrOpenByShape(JsonTokens tokens, in RawRecord record)
    {
        if (_byShape.First is null)
        {
            return Open(tokens, record, IsMap(tokens), rememberSignature: false);
        }

        if (_index.TryJoin(_byShape.First.Value, tokens))
        {
            return _byShape.First.Value;
        }

        var isMap = IsMap(tokens);
        if ((_index.Join(tokens, isMap) ?? (isMap ? _index.Join(tokens, isMap: false) : null)) is { } found)
        {
            return found;
        }

        if (Count == MaxWithoutWarning)
        {
            Warn(_byShape.Last!.Value, record, _byShape.Last.Value.Shape!.DifferenceFrom(tokens));
        }

        return Open(tokens, record, isMap, rememberSignature: true);
    }

    public void Append(OpenBatch open, ReadOnlySpan<byte> json, string? identifier)
    {
        open.Append(json, identifier);
        Measure(open);
    }

    public RecordBatch Finish(OpenBatch open)
    {
        _held -= open.CountedMemoryBytes;
        if (open.StructureName is { } name)
        {
            _byName.Remove(name);
        }
        else
        {
            _byShape.Remove(open.Node!);
            _index.Remove(open);
        }

        return open.Finish();
    }

    /// <summary>Whether all together take more memory than they may.</summary>
    public bool IsOverfull => MemoryBytes > options.MaxOpenBytes;

    /// <summary>
    /// Makes so much room that it is seldom necessary: bytes wait in the temporary file, and where that is not enough, the largest
    /// batches are finished.
    /// </summary>
    public IEnumerable<RecordBatch> MakeRoom()
    {
        var bySize = All.OrderByDescending(open => open.MemoryBytes).ThenBy(open => open.Number).ToList();
        foreach (var open in bySize)
        {
            if (MemoryBytes <= TargetBytes || !open.TrySpill())
            {
                break;
            }

            Measure(open);
        }

        // Little room that was made would have to be made again soon.
        if (MemoryBytes <= options.MaxOpenBytes / 8 * 7)
        {
            yield break;
        }

        foreach (var open in bySize)
        {
            if (MemoryBytes <= TargetBytes)
            {
                yield break;
            }

            yield return Finish(open);
        }
    }

    /// <summary>Finishes all, in the order in which they were opened.</summary>
    public IReadOnlyList<RecordBatch> FinishAll() => [.. All.OrderBy(open => open.Number).ToList().Select(Finish)];

    public void Dispose()
    {
        foreach (var open in All)
        {
            open.Dispose();
        }

        _byName.Clear();
        _byShape.Clear();
        _held = 0;
        _spill.Dispose();
    }

    private void Measure(OpenBatch open)
    {
        _held += open.MemoryBytes - open.CountedMemoryBytes;
        open.CountedMemoryBytes = open.MemoryBytes;
    }

    private OpenBatch Open(JsonTokens tokens, in RawRecord record, bool isMap, bool rememberSignature)
    {
        var map = isMap || _mapsOfWords <= MaxMapsOfWords ? JsonShape.OfMap(tokens) : null;
        if (map is not null && !isMap && NamesOf(tokens) is var names && names.TrueForAll(name => !_namesInMaps.Contains(name)))
        {
            _namesInMaps.UnionWith(names);
            _mapsOfWords++;
        }

        var shape = RecordShape.Of(tokens, isMap ? map : null);
        var open = new OpenBatch(structureName: null, shape, options, _memory, _spill) { Number = ++_opened, FirstRecord = record with { Json = default } };
        open.Node = _byShape.AddLast(open);
        _index.Add(open, rememberSignature);
        return open;
    }

    private static List<string> NamesOf(JsonTokens record)
    {
        var names = new List<string>();
        for (var child = 1; child < record.Count; child = record[child].End)
        {
            names.Add(Encoding.UTF8.GetString(record.NameOf(record[child])));
        }

        return names;
    }

    // A map has keys that are data, as ids and dates are. Words are taken for names of fields until there are too many of them.
    private bool IsMap(JsonTokens record)
    {
        if (record[0].Kind != JsonShapeKind.Object || record.Count == 1)
        {
            return false;
        }

        for (var child = 1; child < record.Count; child = record[child].End)
        {
            ref readonly var token = ref record[child];
            var isKey = _mapsOfWords > MaxMapsOfWords || record.NameOf(token).ContainsAnyInRange((byte)'0', (byte)'9');
            if (token.Kind != JsonShapeKind.Object || !isKey)
            {
                return false;
            }
        }

        return true;
    }

    private void Warn(OpenBatch other, in RawRecord record, string difference)
    {
        if (_hasWarned || reporter is null)
        {
            return;
        }

        _hasWarned = true;
        reporter.Warning(
            $"More than {MaxWithoutWarning} structures come side by side, and each has files of its own, which may hold few records. "
            + $"Of {other.FirstRecord.NameInMessages ?? "one record"} and {record.NameInMessages ?? "the next"}, for example, {difference}.");
    }
}
