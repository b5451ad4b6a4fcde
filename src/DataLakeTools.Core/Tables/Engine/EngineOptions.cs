using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Tables.Engine;

/// <summary>What a session of an engine may use.</summary>
/// <param name="WorkFolder">The folder for what does not fit into memory. It exists, and the engine writes nowhere else.</param>
/// <param name="ReadFolders">The folders that the engine may read besides it.</param>
public sealed record EngineOptions(string WorkFolder, IReadOnlyList<string> ReadFolders)
{
    /// <summary>How many threads it uses; as many as there are processors when null.</summary>
    public int? Threads { get; init; }

    /// <summary>How many bytes of memory its data takes at most; a share of the machine's when null.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>What a session on the tables of a lake may use: a lake in a folder is read where it is.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="workFolder">The folder for working files.</param>
    public static EngineOptions For(LakeAddress lake, string workFolder)
    {
        ArgumentNullException.ThrowIfNull(lake);
        return new EngineOptions(workFolder, lake.Kind == LakeKind.Folder ? [lake.Root] : []);
    }
}
