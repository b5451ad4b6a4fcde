namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that makes or reads tables with the engine, as of the processing date.</summary>
public abstract record TableStep : LakeJobStep
{
    private protected TableStep()
    {
    }

    /// <summary>A folder with a table model, over the one that ships; relative to the job document. None when null.</summary>
    public string? Model { get; init; }

    /// <summary>The folder for working files, relative to the current one; the temporary folder when null.</summary>
    public string? WorkPath { get; init; }

    /// <summary>How many bytes of memory the engine's data takes at most; a share of the machine's when null.</summary>
    public long? MemoryLimit { get; init; }
}
