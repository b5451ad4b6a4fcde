using System.Globalization;

namespace DataLakeTools;

/// <summary>
/// What became of a run, whole: the last result of every job, and the object that the job leaves in the lake under
/// <c>reports/&lt;job&gt;/&lt;yyyy&gt;/&lt;MM&gt;/&lt;dd&gt;/</c>. It holds no secret.
/// </summary>
public sealed record LakeJobReport
{
    /// <summary>The name of the job.</summary>
    public required string Job { get; init; }

    /// <summary>The id of the run, eight hexadecimal digits.</summary>
    public required string RunId { get; init; }

    /// <summary>How it ended.</summary>
    public required LakeJobStatus Status { get; init; }

    /// <summary>The lake, as its address is written.</summary>
    public required string Lake { get; init; }

    /// <summary>The processing date of everything that was written.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>When the run began, in UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The steps, in the order of the document.</summary>
    public required IReadOnlyList<LakeStepReport> Steps { get; init; }

    /// <summary>Everything that failed, in the order in which it did.</summary>
    public required IReadOnlyList<LakeJobFailure> Failures { get; init; }

    /// <summary>What is to be done next, in one or two sentences.</summary>
    public required string NextStep { get; init; }

    /// <summary>How many files have which status.</summary>
    public IReadOnlyDictionary<string, int> Receipts => Steps.SelectMany(step => step.Receipts)
        .GroupBy(pair => pair.Key, pair => pair.Value).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum());

    /// <summary>How many files were written or found to be there.</summary>
    public int Files => Steps.Sum(step => step.Files);

    /// <summary>How many JSON records these files hold.</summary>
    public long Records => Steps.Sum(step => step.Records);

    /// <summary>How many CSV rows these files hold.</summary>
    public long Rows => Steps.Sum(step => step.Rows);

    /// <summary>The size of these files in bytes.</summary>
    public long Bytes => Steps.Sum(step => step.Bytes);

    /// <summary>How many bytes this run sent to the lake.</summary>
    public long BytesSent => Steps.Sum(step => step.BytesSent);

    /// <summary>How many requests were sent to TMDB, retries included.</summary>
    public long Requests => Steps.Sum(step => step.Requests);

    /// <summary>How many titles were there from an interrupted run and were not fetched again.</summary>
    public long TitlesKept => Steps.Sum(step => step.TitlesKept);

    /// <summary>Where the report is in the lake; null where it was not written.</summary>
    public string? Address { get; init; }

    /// <summary>The report in one line, as logs and the information stream show it.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Job} {Status} for {Date:yyyy-MM-dd}: {Files} files, {Records} records, {Failures.Count} failures in {Duration.TotalSeconds:0.0} s. {NextStep}");
}

/// <summary>What became of one step.</summary>
public sealed record LakeStepReport
{
    /// <summary>The name of the step.</summary>
    public required string Step { get; init; }

    /// <summary>How it ended.</summary>
    public LakeStepStatus Status { get; init; }

    /// <summary>Why it was skipped; null where it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>How many files have which status.</summary>
    public IReadOnlyDictionary<string, int> Receipts { get; init; } = new Dictionary<string, int>();

    /// <summary>How many files were written or found to be there.</summary>
    public int Files => Receipts.Values.Sum();

    /// <summary>How many JSON records these files hold.</summary>
    public long Records { get; init; }

    /// <summary>How many CSV rows these files hold.</summary>
    public long Rows { get; init; }

    /// <summary>The size of these files in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>How many bytes this run sent to the lake.</summary>
    public long BytesSent { get; init; }

    /// <summary>How many requests were sent to TMDB, retries included.</summary>
    public long Requests { get; init; }

    /// <summary>How many of these requests were sent again, after a fault or because TMDB wanted fewer.</summary>
    public long Retries { get; init; }

    /// <summary>How many titles were there from an interrupted run and were not fetched again.</summary>
    public long TitlesKept { get; init; }

    /// <summary>How much failed.</summary>
    public int Failures { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The name and how it ended. Deserialized objects of PowerShell keep only this text below a certain depth.</summary>
    public override string ToString() => $"{Step} {Status}";
}

/// <summary>Something that failed.</summary>
/// <param name="Step">The step that it belongs to; null where it belongs to the whole run.</param>
/// <param name="Error">The id of the error.</param>
/// <param name="Reason">What happened.</param>
/// <param name="Target">What it happened to: a path, a key, the id of a title.</param>
/// <param name="Recommendation">What to do.</param>
public sealed record LakeJobFailure(string? Step, DataLakeError Error, string Reason, string? Target, string Recommendation)
{
    /// <summary>What happened and what to do, in one line. Deserialized objects of PowerShell keep only this text below a certain depth.</summary>
    public override string ToString() => $"{(Step is null ? string.Empty : $"'{Step}': ")}{Error}: {Reason} {Recommendation}";
}
