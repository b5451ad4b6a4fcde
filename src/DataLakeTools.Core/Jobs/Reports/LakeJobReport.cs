using System.Globalization;
using System.Text.Json.Serialization;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools;

/// <summary>
/// The result of a run: the last result of every job, and the JSON object that the job leaves in the lake under
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
    [JsonPropertyName("seconds")]
    public required TimeSpan Duration { get; init; }

    /// <summary>How many files were written or found to be there.</summary>
    public int Files => Steps.Sum(step => step.Files);

    /// <summary>How many files have which status.</summary>
    public IReadOnlyDictionary<string, int> Receipts => Steps.SelectMany(step => step.Receipts)
        .GroupBy(pair => pair.Key, pair => pair.Value).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum());

    /// <summary>How many JSON records these files hold.</summary>
    public long Records => Steps.Sum(step => step.Records);

    /// <summary>How many rows of CSV files and tables these files hold.</summary>
    public long Rows => Steps.Sum(step => step.Rows);

    /// <summary>The size of these files in bytes.</summary>
    public long Bytes => Steps.Sum(step => step.Bytes);

    /// <summary>How many bytes this run sent to the lake.</summary>
    public long BytesSent => Steps.Sum(step => step.BytesSent);

    /// <summary>How many requests were sent to TMDB, retries included.</summary>
    public long Requests => Steps.Sum(step => step.Requests);

    /// <summary>How many records came from TMDB without a part that was asked for, also when asked again.</summary>
    public long IncompleteRecords => Steps.Sum(step => step.IncompleteRecords);

    /// <summary>How many titles were there from an interrupted run and were not fetched again.</summary>
    public long TitlesKept => Steps.Sum(step => step.TitlesKept);

    /// <summary>The steps, in the order of the document.</summary>
    public required IReadOnlyList<LakeStepReport> Steps { get; init; }

    /// <summary>Everything that failed, in the order in which it did.</summary>
    public required IReadOnlyList<LakeJobFailure> Failures { get; init; }

    /// <summary>What is to be done next, in one or two sentences.</summary>
    public required string WhatNext { get; init; }

    /// <summary>Where the report is in the lake; null where it was not written.</summary>
    [JsonIgnore]
    public string? Address { get; init; }

    /// <summary>The report in one line, as logs and the information stream show it.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Job} {Status} for {Date:yyyy-MM-dd}: {Count.Of(Files, "file")}, {(Records > 0 ? $"{Count.Of(Records, "record")}, " : string.Empty)}{Count.Of(Failures.Count, "failure")} in {Duration.TotalSeconds:0.0} s. {WhatNext}");
}
