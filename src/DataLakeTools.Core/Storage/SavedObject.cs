namespace DataLakeTools;

/// <summary>An object of a lake that is a file of this machine now.</summary>
public sealed record SavedObject
{
    /// <summary>What became of the file.</summary>
    public required SavedObjectStatus Status { get; init; }

    /// <summary>The lake, as its address is written.</summary>
    public required string Lake { get; init; }

    /// <summary>The key inside the lake.</summary>
    public required string Key { get; init; }

    /// <summary>The full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>How many of the bytes an interrupted run had already brought.</summary>
    public long BytesKept { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Bytes received per second over <see cref="Duration"/>; 0 when nothing was received.</summary>
    public double BytesPerSecond => Status == SavedObjectStatus.Unchanged || Duration <= TimeSpan.Zero ? 0 : (Size - BytesKept) / Duration.TotalSeconds;

    /// <summary>The path of the file.</summary>
    public override string ToString() => Path;
}
