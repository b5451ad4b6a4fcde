using System.Text.Json.Serialization;

namespace DataLakeTools;

/// <summary>What became of one step as a whole.</summary>
public sealed record LakeStepReport
{
    /// <summary>The name of the step.</summary>
    public required string Step { get; init; }

    /// <summary>How it ended.</summary>
    public LakeStepStatus Status { get; init; }

    /// <summary>Why it was skipped; null where it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>How long it took.</summary>
    [JsonPropertyName("seconds")]
    public TimeSpan Duration { get; init; }

    /// <summary>How many files were written or found to be there.</summary>
    public int Files => Receipts.Values.Sum();

    /// <summary>How many files have which status, in alphabetical order.</summary>
    public IReadOnlyDictionary<string, int> Receipts { get => field ?? new Dictionary<string, int>(); init; }

    /// <summary>How many JSON records these files hold.</summary>
    public long Records { get; init; }

    /// <summary>How many rows of CSV files and tables these files hold.</summary>
    public long Rows { get; init; }

    /// <summary>The size of these files in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>How many bytes this run sent to the lake.</summary>
    public long BytesSent { get; init; }

    /// <summary>How many requests were sent to TMDB, retries included.</summary>
    public long Requests { get; init; }

    /// <summary>How many of these requests were sent again: after a fault, because TMDB wanted fewer, or for a part that an answer lacked.</summary>
    public long Retries { get; init; }

    /// <summary>How many records came from TMDB without a part that was asked for, also when asked again.</summary>
    public long IncompleteRecords { get; init; }

    /// <summary>How many titles were there from an interrupted run and were not fetched again.</summary>
    public long TitlesKept { get; init; }

    /// <summary>How many errors the step had; the report of the job lists them.</summary>
    public int Failures { get; init; }

    /// <summary>The name, how it ended and why it was skipped. Deserialized objects of PowerShell keep only this text below a certain depth.</summary>
    public override string ToString() => Reason is null ? $"{Step} {Status}" : $"{Step} {Status}: {Reason}";
}
