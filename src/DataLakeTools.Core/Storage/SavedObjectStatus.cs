namespace DataLakeTools;

/// <summary>What became of a file that an object is saved to.</summary>
public enum SavedObjectStatus
{
    /// <summary>The file is new.</summary>
    Saved,

    /// <summary>The same bytes were already there; nothing was received.</summary>
    Unchanged,

    /// <summary>The file took the place of another.</summary>
    Replaced,

    /// <summary>Part of the file came from an earlier, interrupted run.</summary>
    Resumed,
}
