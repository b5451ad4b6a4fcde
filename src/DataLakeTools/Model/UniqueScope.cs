namespace DataLakeTools;

/// <summary>In what every value of a column is wanted once.</summary>
public enum UniqueScope
{
    /// <summary>All files of the command together.</summary>
    Command,

    /// <summary>Each file by itself.</summary>
    File,
}
