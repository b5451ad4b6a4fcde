namespace DataLakeTools.Architecture.Tests;

/// <summary>The house as CONTRIBUTING.md draws it. Whoever adds or moves a room says so here and there.</summary>
internal static class House
{
    public const string Core = "DataLakeTools.Core";
    public const string Module = "DataLakeTools";
    public const string Host = "DataLakeTools.Host";
    public const string DuckDb = "DataLakeTools.DuckDb";
    public const string S3 = "DataLakeTools.S3";

    /// <summary>The namespace of the types of output that users name.</summary>
    public const string Output = "DataLakeTools";

    /// <summary>All projects of the product.</summary>
    public static readonly string[] Projects = ["DataLakeTools.Http", S3, Core, DuckDb, Module, Host];

    /// <summary>
    /// The rooms of Core from the lowest to the highest: a room uses those before it, never one after it. A room is
    /// always a folder, with all below it that is no room of its own; a type is never called one.
    /// </summary>
    public static readonly string[] CoreRooms =
    [
        "Errors", "Reporting", "Streams", "Settings",
        "Csv/Simd", "Csv",
        "Lake", "Storage",
        "Tmdb/Wire", "Tmdb/Lookup", "Tmdb",
        "Raw/Csv", "Raw/Json", "Raw",
        "Verification",
        "Tables/Contracts", "Tables/Engine", "Tables/Builds", "Tables/Athena", "Tables/Reading", "Tables",
        "Answers",
        "Jobs/Documents", "Jobs/Reports", "Jobs/Logging", "Jobs/Checkpoints", "Jobs/Runs", "Jobs/Splitting", "Jobs",
    ];

    /// <summary>The rooms of the module, in the same order.</summary>
    public static readonly string[] ModuleRooms = ["Model", "Isolation", "Errors", "Pipeline", "Binding", "Completion", "Commands"];

    /// <summary>The rooms of the host, in the same order.</summary>
    public static readonly string[] HostRooms = ["Lambda", "Commands"];

    /// <summary>Where HTTP is spoken, as project or project/room; CONTRIBUTING.md says why.</summary>
    public static readonly string[] SpeakHttp =
    [
        "DataLakeTools.Http", S3, "DataLakeTools.Core/Tmdb/Wire", "DataLakeTools.Core/Storage/S3", "DataLakeTools.Core/Jobs/Reports", "DataLakeTools.Host/Lambda",
    ];

    /// <summary>The types that administer buckets, through AWSSDK.S3.</summary>
    public static readonly string[] AdministerBuckets = ["S3BucketCreation", "S3BucketSettings", "S3SdkClient"];

    /// <summary>The rooms of a project, from the lowest to the highest.</summary>
    public static string[] RoomsOf(string project) => project switch { Core => CoreRooms, Module => ModuleRooms, Host => HostRooms, _ => [] };
}
