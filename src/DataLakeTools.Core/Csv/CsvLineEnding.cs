namespace DataLakeTools;

/// <summary>What ends the rows of a file.</summary>
public enum CsvLineEnding
{
    /// <summary>No row is ended: the file has at most one line and no newline.</summary>
    None,

    /// <summary>LF, as Unix writes it.</summary>
    Lf,

    /// <summary>CR LF, as Windows writes it.</summary>
    CrLf,

    /// <summary>LF after some rows, CR LF after others.</summary>
    Mixed,
}
