namespace DataLakeTools.Core.Tables.Builds;

/// <summary>What a build makes, and with what.</summary>
public sealed record TableBuildOptions
{
    /// <summary>The day as of which tables are made. Of a build of Trusted alone, the one day that is made.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The one layer that is made; both when null.</summary>
    public TableLayer? Layer { get; init; }

    /// <summary>Whether only the raw data of <see cref="Day"/> is typed; else that of every day up to it.</summary>
    public bool OneDay { get; init; }

    /// <summary>Whether what is up to date is made again, and tables are published whose data tests found something.</summary>
    public bool Force { get; init; }

    /// <summary>Whether nothing is made, and only told what would be.</summary>
    public bool WhatIf { get; init; }

    /// <summary>The folder for working files; the temporary folder when null.</summary>
    public string? WorkPath { get; init; }

    /// <summary>How many threads the engine uses; as many as there are processors when null.</summary>
    public int? Threads { get; init; }

    /// <summary>How many bytes of memory the engine's data takes at most; a share of the machine's when null.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>The version of this program, for the manifest.</summary>
    public required string Program { get; init; }
}
