namespace DataLakeTools.Architecture.Tests;

/// <summary>The house as CONTRIBUTING.md draws it. Whoever adds or moves a room says so here and there.</summary>
internal static class House
{
    public const string Core = "DataLakeTools.Core";
    public const string Module = "DataLakeTools";
    public const string Host = "DataLakeTools.Host";
    public const string DuckDb = "DataLakeTools.DuckDb";

    /// <summary>
    /// The rooms of Core from the lowest to the highest: a room uses those before it, never one after it. A room is
    /// always a folder, with all below it that is no room of its own; a type is never called one.
    /// </summary>
    public static readonly string[] CoreRooms =
    [
        "Errors", "Reporting", "Streams", "Settings",
        "Csv/Simd", "Csv",
        "Lake", "Storage",
        "Tmdb/Wire", "Tmdb/Records", "Tmdb/Lookup", "Tmdb", "Tmdb/Titles",
        "Raw/Csv", "Raw/Json", "Raw",
        "Verification",
        "Tables/Contracts", "Tables/Engine", "Tables/Builds", "Tables/Athena", "Tables/Reading", "Tables",
        "Answers",
        "Jobs/Lease", "Jobs/Documents", "Jobs/Reports", "Jobs/Notification", "Jobs/Logging", "Jobs/Checkpoints", "Jobs/Runs", "Jobs/Splitting", "Jobs",
    ];

    /// <summary>Where HTTP is spoken, as project or project/room. The host speaks it with Lambda's runtime and secret store.</summary>
    public static readonly string[] SpeakHttp =
    [
        "DataLakeTools.Http", "DataLakeTools.S3", "DataLakeTools.Core/Storage", "DataLakeTools.Core/Tmdb/Wire", "DataLakeTools.Core/Jobs/Notification", "DataLakeTools.Host/Lambda",
    ];
}
