namespace DataLakeTools.Core.Tables.Reading;

/// <summary>How tables are read.</summary>
public sealed record TableReadOptions
{
    /// <summary>The day as of which tables are read; the newest when null.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The folder for working files; the temporary folder when null.</summary>
    public string? WorkPath { get; init; }

    /// <summary>How many threads the engine uses; as many as there are processors when null.</summary>
    public int? Threads { get; init; }

    /// <summary>How many bytes of memory the engine's data takes at most; a share of the machine's when null.</summary>
    public long? MemoryLimit { get; init; }
}
