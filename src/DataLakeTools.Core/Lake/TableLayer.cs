namespace DataLakeTools;

/// <summary>The layers of a lake that hold tables.</summary>
public enum TableLayer
{
    /// <summary>One row for one raw record, in the order of the file, typed.</summary>
    Trusted,

    /// <summary>The star schema that questions are asked of.</summary>
    Refined,
}
