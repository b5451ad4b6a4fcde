namespace DataLakeTools.Core.Raw.Json;

/// <summary>The batch of one structure that still takes records.</summary>
internal sealed class OpenBatch : IDisposable
{
    // "[\n" before the first record, ",\n" between two, "\n]\n" after the last; in JSON Lines "\n" after each.
    private const int ArrayOverhead = 5;
    private const int ArraySeparator = 2;

    private readonly BatchOptions _options;
    private BatchBuffer _buffer = new();
    private List<string?> _ids = [];

    public OpenBatch(string? structure, RecordStructure? shape, BatchOptions options)
    {
        Structure = structure;
        Shape = shape;
        _options = options;
    }

    public string? Structure { get; }

    public RecordStructure? Shape { get; }

    public long Length => _buffer.Length;

    public bool IsEmpty => _ids.Count == 0;

    public bool IsFull => _ids.Count >= _options.MaxRecords;

    /// <summary>When a record came last, in records of the whole run.</summary>
    public long LastUse { get; set; }

    /// <summary>The length of a file with this record alone.</summary>
    public static long LengthAlone(int recordLength, BatchFormat format) =>
        recordLength + (format == BatchFormat.JsonArray ? ArrayOverhead : 1L);

    public bool Fits(int recordLength) => _options.Format == BatchFormat.JsonArray
        ? _buffer.Length + (IsEmpty ? ArrayOverhead : ArraySeparator + 3) + recordLength <= _options.MaxBytes
        : _buffer.Length + recordLength + 1 <= _options.MaxBytes;

    public void Append(ReadOnlySpan<byte> json, string? id)
    {
        if (_options.Format == BatchFormat.JsonArray)
        {
            _buffer.Append(IsEmpty ? "[\n"u8 : ",\n"u8);
            _buffer.Append(json);
        }
        else
        {
            _buffer.AppendAsOneLine(json);
            _buffer.Append("\n"u8);
        }

        _ids.Add(id);
    }

    /// <summary>Hands the file over and starts empty again.</summary>
    public RecordBatch Finish()
    {
        if (_options.Format == BatchFormat.JsonArray)
        {
            _buffer.Append("\n]\n"u8);
        }

        var batch = new RecordBatch(_buffer, Structure ?? Shape!.Name, _options.Format, _ids);
        _buffer = new BatchBuffer();
        _ids = [];
        return batch;
    }

    public void Dispose() => _buffer.Dispose();
}
