namespace DataLakeTools.Core.Jobs.Logging;

/// <summary>A line of the log as JSON. Lambda's log controls read <c>timestamp</c> and <c>level</c>.</summary>
internal sealed record LogLine
{
    /// <summary>When it was written, in UTC.</summary>
    public required DateTime Timestamp { get; init; }

    /// <summary>How much it matters: <c>DEBUG</c>, <c>INFO</c>, <c>WARN</c> or <c>ERROR</c>.</summary>
    public required string Level { get; init; }

    /// <summary>The sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The id of the invocation.</summary>
    public string? RequestId { get; init; }

    /// <summary>The step.</summary>
    public string? Step { get; init; }

    /// <summary>A receipt's status, or that the step was skipped.</summary>
    public string? Status { get; init; }

    /// <summary>The id of the error.</summary>
    public string? Error { get; init; }

    /// <summary>What the error is about.</summary>
    public string? Target { get; init; }

    /// <summary>What to do about the error.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The key of the object; it and all below are of a receipt.</summary>
    public string? Key { get; init; }

    /// <summary>The size of the object.</summary>
    public long? Bytes { get; init; }

    /// <summary>How many of its bytes were sent.</summary>
    public long? BytesSent { get; init; }

    /// <summary>Its checksum.</summary>
    public string? Checksum { get; init; }

    /// <summary>The rows of a CSV file or a table.</summary>
    public long? Rows { get; init; }

    /// <summary>The records of a JSON file.</summary>
    public int? Records { get; init; }

    /// <summary>True where the store knows no conditional writes; else left out.</summary>
    public bool? Unconditional { get; init; }

    /// <summary>How long it took.</summary>
    public long? Milliseconds { get; init; }
}
