namespace DataLakeTools.Core.Raw.Json;

/// <summary>The batch of one structure that still takes records. It becomes one file; further records of the structure open a new batch.</summary>
internal sealed class OpenBatch : IDisposable
{
    // "[\n" before the first record, ",\n" between two, "\n]\n" after the last; in JSON Lines "\n" after each.
    private const int ArrayOverhead = 5;
    private const int ArraySeparator = 2;

    // What a batch takes in memory beside its bytes and its structure.
    private const int OwnBytes = 640;

    private readonly BatchOptions _options;
    private readonly BatchBuffer _buffer;
    private List<string?>? _identifiers;
    private long _bytesOfIdentifiers;

    public OpenBatch(string? structureName, RecordShape? shape, BatchOptions options, BatchMemory memory, BatchSpill spill)
    {
        _buffer = new BatchBuffer(memory, spill);
        StructureName = structureName;
        Shape = shape;
        _options = options;
    }

    /// <summary>The name of the structure, where records say it themselves; else null.</summary>
    public string? StructureName { get; }

    /// <summary>What its records have in common, where their fields decide; null when it is finished.</summary>
    public RecordShape? Shape { get; private set; }

    /// <summary>Where it stands among all batches of a run.</summary>
    public long Number { get; init; }

    /// <summary>Its place in the index of structures; -1 where it has none.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Its place in the list of its owner.</summary>
    public LinkedListNode<OpenBatch>? Node { get; set; }

    /// <summary>The first record without its bytes, for messages.</summary>
    public RawRecord FirstRecord { get; init; }

    public int RecordCount { get; private set; }

    public bool IsFinished { get; private set; }

    public bool IsFull => RecordCount >= _options.MaxRecords;

    /// <summary>How many bytes of memory it takes.</summary>
    public long MemoryBytes => OwnBytes + _buffer.MemoryBytes + _bytesOfIdentifiers + (Shape?.MemoryBytes ?? 0);

    /// <summary>How many of <see cref="MemoryBytes"/> its owner has already counted.</summary>
    public long CountedMemoryBytes { get; set; }

    private bool IsEmpty => RecordCount == 0;

    /// <summary>The length of a file with this record alone.</summary>
    public static long FileLengthWith(int recordLength, BatchFormat format) =>
        recordLength + (format == BatchFormat.JsonArray ? ArrayOverhead : 1L);

    public bool Fits(int recordLength) => _options.Format == BatchFormat.JsonArray
        ? _buffer.Length + (IsEmpty ? ArrayOverhead : ArraySeparator + 3) + recordLength <= _options.MaxBytes
        : _buffer.Length + recordLength + 1 <= _options.MaxBytes;

    public void Append(ReadOnlySpan<byte> json, string? identifier)
    {
        if (_options.Format == BatchFormat.JsonArray)
        {
            _buffer.Append(IsEmpty ? "[\n"u8 : ",\n"u8);
            _buffer.AppendAsOneLine(json);
        }
        else
        {
            _buffer.AppendAsOneLine(json);
            _buffer.Append("\n"u8);
        }

        RecordCount++;
        if (identifier is not null)
        {
            _identifiers ??= [.. Enumerable.Repeat<string?>(null, RecordCount - 1)];
            _bytesOfIdentifiers += 32 + (identifier.Length * sizeof(char));
        }

        _identifiers?.Add(identifier);
    }

    /// <summary>Moves its bytes to the temporary file, if that has room for them.</summary>
    public bool TrySpill() => _buffer.TrySpill();

    /// <summary>Hands the file over.</summary>
    public RecordBatch Finish()
    {
        if (_options.Format == BatchFormat.JsonArray)
        {
            _buffer.Append("\n]\n"u8);
        }

        var batch = new RecordBatch(_buffer, StructureName ?? Shape!.Name, _options.Format, RecordCount, _identifiers);
        IsFinished = true;
        Shape = null;
        return batch;
    }

    public void Dispose() => _buffer.Dispose();
}
