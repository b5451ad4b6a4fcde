using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Tables.Engine;

/// <summary>What a session of an engine may use.</summary>
/// <param name="WorkFolder">The folder for what does not fit into memory. It exists, and the engine writes nowhere else.</param>
/// <param name="ReadFolders">The folders that the engine may read besides it.</param>
public sealed record EngineOptions(string WorkFolder, IReadOnlyList<string> ReadFolders)
{
    // What the engine's data may take where nobody says it: enough for each thread to sort what a row group holds, and a share
    // of the machine's memory at most. It spills the rest.
    private const long MemoryOfThread = 256L << 20;
    private const long MinMemory = 512L << 20;
    private const double MemoryShare = 0.6;

    /// <summary>How many threads it uses; as many as there are processors when null.</summary>
    public int? Threads { get; init; }

    /// <summary>How many bytes of memory its data takes at most; a share of the machine's when null.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>How many sessions share the threads, this one among them.</summary>
    public int SideBySide { get; init; } = 1;

    /// <summary>How many threads it uses, also where nobody said it.</summary>
    public int ThreadCount => Threads ?? Environment.ProcessorCount;

    /// <summary>How many bytes of memory its data takes at most, also where nobody said it.</summary>
    public long Memory => MemoryLimit
        ?? Math.Min(Math.Max(ThreadCount * MemoryOfThread, MinMemory), (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * MemoryShare));

    /// <summary>How many sessions may share this: at most one a thread, and each with the memory of one.</summary>
    public int Shares => (int)Math.Clamp(Memory / MemoryOfThread, 1, ThreadCount);

    /// <summary>What each of these sessions may use.</summary>
    /// <param name="sessions">How many there will be at most; as many as there may be when null.</param>
    public EngineOptions Share(int? sessions = null) => this with { MemoryLimit = Memory / Shares, SideBySide = Math.Min(Shares, sessions ?? Shares) };

    /// <summary>What a session on the tables of a lake may use: a lake in a folder is read where it is.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="workFolder">The folder for working files.</param>
    public static EngineOptions For(LakeAddress lake, string workFolder)
    {
        ArgumentNullException.ThrowIfNull(lake);
        return new EngineOptions(workFolder, lake.Kind == LakeKind.Folder ? [lake.BucketOrFolder] : []);
    }
}
