using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>How a job is run, in addition to what its document says.</summary>
public sealed record LakeJobRunOptions
{
    /// <summary>A <see cref="Deadline"/> further away is not kept: it is no limit.</summary>
    public static readonly TimeSpan MaxTimeLimit = TimeSpan.FromDays(30);

    /// <summary>The folder that relative paths of files and programs in the document start from: its own, or the current one for a document in a bucket.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>The address of the job document where it is not a file of <see cref="BaseFolder"/>; else null.</summary>
    public string? DocumentAddress { get; init; }

    /// <summary>The folder that a relative lake address starts from: the current one.</summary>
    public required string CurrentFolder { get; init; }

    /// <summary>The lake, instead of the document's.</summary>
    public string? Lake { get; init; }

    /// <summary>The processing date, instead of the document's.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>How the lake is reached; what is not set here is taken from the document.</summary>
    public LakeStoreOptions StoreOptions { get; init; } = new();

    /// <summary>Timeouts and retries of requests to the lake, instead of the document's.</summary>
    public RequestLimits RequestLimits { get; init; } = new();

    /// <summary>Whether nothing is written, neither data nor a report.</summary>
    public bool WhatIf { get; init; }

    /// <summary>The name of the job if its document has none: the document's file name without extension.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// When the run has to be over; null for no limit. Shortly before, it starts no new work, finishes what it has, and ends as
    /// <see cref="LakeJobStatus.Incomplete"/>; the next run of the same job continues from there.
    /// </summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Whether the checkpoint of an interrupted run is discarded, so that the run starts over.</summary>
    public bool NoResume { get; init; }

    /// <summary>Receives the report of a run that was stopped, or that an exception ended: nobody reads its results any more. Null for nobody.</summary>
    public Action<LakeJobReport>? OnStopped { get; init; }

    /// <summary>Makes the engine for steps that make or read tables. Called only for such a step, so that no other loads an engine; null for none.</summary>
    public Func<TableModel, IEngine>? Engine { get; init; }

    /// <summary>Put around every store of the run; tests make stores fail by it.</summary>
    internal Func<ILakeStore, ILakeStore> WrapStore { get; init; } = static store => store;
}
