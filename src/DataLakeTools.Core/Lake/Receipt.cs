namespace DataLakeTools;

/// <summary>What every write returns.</summary>
public sealed record Receipt
{
    /// <summary>What became of the write.</summary>
    public required ReceiptStatus Status { get; init; }

    /// <summary>The lake, as its address is written.</summary>
    public required string Lake { get; init; }

    /// <summary>The key inside the lake.</summary>
    public required string Key { get; init; }

    /// <summary>The address of the object: <c>s3://bucket/prefix/key</c>, or the full path of its file.</summary>
    public required string Address { get; init; }

    /// <summary>Of a CSV file its path; of a JSON file the structure of its records, which for TMDB names the endpoint; else null.</summary>
    public string? Source { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The checksum of the whole object; null for a table that was not made.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>Whether the lake confirmed that it holds exactly these bytes.</summary>
    public required bool Verified { get; init; }

    /// <summary>
    /// Whether the store knows no conditional writes: its key was looked at before and after the write, and a writer in
    /// between those looks would not have been seen.
    /// </summary>
    public bool Unconditional { get; init; }

    /// <summary>The rows of a CSV file without its header, or of a table; null when they were not counted.</summary>
    public long? Rows { get; init; }

    /// <summary>The columns of a CSV file; null when it was not checked.</summary>
    public int? Columns { get; init; }

    /// <summary>The records of a JSON file; null for other files.</summary>
    public int? Records { get; init; }

    /// <summary>Of how many parts the upload was made, those kept of an earlier one included; 0 when nothing was uploaded.</summary>
    public int Parts { get; init; }

    /// <summary>How many of the bytes an earlier, interrupted upload had already brought, so that this run did not send them.</summary>
    public long BytesKept { get; init; }

    /// <summary>How many of the bytes this run sent, each counted once however often it had to be sent; 0 when nothing was sent.</summary>
    public long BytesSent => Parts > 0 ? Size - BytesKept : 0;

    /// <summary>How long it took, from opening the source to the last response of the lake, with all that had to be done again.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Bytes sent per second over <see cref="Duration"/>; 0 when nothing was sent.</summary>
    public double BytesPerSecond => Duration > TimeSpan.Zero ? BytesSent / Duration.TotalSeconds : 0;
}
