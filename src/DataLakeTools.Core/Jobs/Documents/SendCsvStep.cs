namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that sends CSV files, as <c>Send-RawCsv</c> does. The specification comes from the file's name when null.</summary>
public sealed record SendCsvStep : RawStep
{
    /// <summary>The files, with <c>*</c> and <c>?</c> in file names; relative paths start at the job document's folder.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The delimiter; found from the first rows when null.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether files are sent without a check.</summary>
    public bool SkipCheck { get; init; }

    /// <summary>Whether objects with other content are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether earlier uploads of the same keys that never ended are removed rather than carried on.</summary>
    public bool NoResume { get; init; }

    /// <summary>The size of a part in bytes; that of the run when null.</summary>
    public int? PartSize { get; init; }

    /// <summary>How many parts may be in flight at one time, over all files of the step; that of the run when null.</summary>
    public int? ThrottleLimit { get; init; }
}
