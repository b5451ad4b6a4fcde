namespace DataLakeTools.Core.Jobs;

/// <summary>A step that sends CSV files, as <c>Send-RawCsv</c> does. The specification comes from the file's name when null.</summary>
public sealed record SendCsvStep : LakeJobStep
{
    /// <summary>The files, with <c>*</c> and <c>?</c> in file names; relative paths start at the job document's folder.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The delimiter; found from the header when null.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether files are sent without a check.</summary>
    public bool SkipCheck { get; init; }

    /// <summary>Whether objects with other content are replaced.</summary>
    public bool Force { get; init; }
}
