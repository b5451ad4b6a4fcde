namespace DataLakeTools.Host.Commands;

/// <summary>The options of <c>datalake run</c>.</summary>
internal sealed record RunOptions
{
    /// <summary>The path of the job document, or its address in a bucket.</summary>
    public required string Document { get; init; }

    /// <summary>A lake in place of the document's.</summary>
    public string? Lake { get; init; }

    /// <summary>A date in place of the document's.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>The names of the steps to run, or patterns of them; all where there is none.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>A .env file to read first.</summary>
    public string? EnvironmentFile { get; init; }

    /// <summary>Whether nothing is written.</summary>
    public bool WhatIf { get; init; }

    /// <summary>Whether what an interrupted run has left is discarded.</summary>
    public bool NoResume { get; init; }

    /// <summary>Whether details are logged.</summary>
    public bool Verbose { get; init; }

    /// <summary>After how long the run stops, to be gone on with.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How the log is written.</summary>
    public LogFormat LogFormat { get; init; }
}
