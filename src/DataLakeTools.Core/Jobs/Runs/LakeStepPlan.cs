namespace DataLakeTools;

/// <summary>What a step of a job would do, as far as that is known without asking anyone. A number is null where it is not.</summary>
public sealed record LakeStepPlan
{
    /// <summary>The name of the step.</summary>
    public required string Step { get; init; }

    /// <summary>The lake, as its address is written.</summary>
    public required string Lake { get; init; }

    /// <summary>The keys that it would write, with <c>*</c> where the name of a file comes from its content.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>How many files it would write.</summary>
    public long? Files { get; init; }

    /// <summary>How many bytes these files hold.</summary>
    public long? Bytes { get; init; }

    /// <summary>About how many requests to TMDB it takes.</summary>
    public long? Requests { get; init; }

    /// <summary>How long these requests take at the rate that the job allows.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>About how many requests to S3 it takes; null for a folder, and where the number of files is not known.</summary>
    public long? LakeRequests { get; init; }

    /// <summary>What Amazon S3 charges for them in US dollars, for its Standard class in us-east-1.</summary>
    public decimal? Cost { get; init; }

    /// <summary>How many bytes Athena reads, at the least; null where another engine makes the tables, or none.</summary>
    public long? EngineBytes { get; init; }

    /// <summary>What Athena charges for them in US dollars, at its list price in us-east-1.</summary>
    public decimal? EngineCost { get; init; }

    /// <summary>What is to be known beside the numbers, or why one is missing; empty where there is nothing to say.</summary>
    public string Note { get; init; } = string.Empty;

    /// <summary>The name of the step. Deserialized objects of PowerShell keep only this text below a certain depth.</summary>
    public override string ToString() => Step;
}
