using System.Text.Json.Serialization;

namespace DataLakeTools.Host;

/// <summary>What a run says at its end, as JSON: how it ended, what it did, its errors, and what to do next.</summary>
internal sealed record RunSummary
{
    /// <summary>How the run ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>What became of it, in a sentence or two.</summary>
    public required string Message { get; init; }

    /// <summary>The name of the job; it and the other properties of a job are null where the job did not begin.</summary>
    public string? Job { get; init; }

    /// <summary>The id of the run.</summary>
    public string? RunId { get; init; }

    /// <summary>The lake.</summary>
    public string? Lake { get; init; }

    /// <summary>The processing date.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Where the whole report is; null where it was not written.</summary>
    public string? Report { get; init; }

    /// <summary>What is to be done next.</summary>
    public string? WhatNext { get; init; }

    /// <summary>How many writes ended in which way.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>How many records were written or were there already.</summary>
    public required long Records { get; init; }

    /// <summary>The size of the files that were written or were there already, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>How many bytes were sent.</summary>
    public required long BytesSent { get; init; }

    /// <summary>How many steps were skipped.</summary>
    public required int Skipped { get; init; }

    /// <summary>How many results were errors.</summary>
    public required int Failed { get; init; }

    /// <summary>Whether all that failed fails again however often it is tried.</summary>
    [JsonIgnore]
    public bool IsPermanent { get; init; }

    /// <summary>How long it took.</summary>
    public required long Milliseconds { get; init; }

    /// <summary>The errors, as many as are kept; null where nothing failed.</summary>
    public IReadOnlyList<RunError>? Errors { get; init; }
}
