using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads how TMDB is reached.</summary>
internal static class TmdbOptionsReader
{
    private static readonly TmdbClientOptions Defaults = new();

    private static readonly JobProperty<Uri> Endpoint = new(
        "endpoint", JobValues.Address, "The address of the API; the environment variable TMDB_ENDPOINT, then TMDB's own, when left out.");

    private static readonly JobProperty<string> Language = new("language", JobValues.Text, "The language of titles and texts; English when left out.") { Examples = ["pt-BR"] };
    private static readonly JobProperty<string> Region = new("region", JobValues.Text, "The country of release dates.") { Examples = ["BR"] };

    private static readonly JobProperty<int> RequestsPerSecond = new(
        "requestsPerSecond", JobValues.Whole(1, 1000), "How many requests may start in a second, over the whole process. TMDB takes about 40.")
    {
        Default = Defaults.RequestsPerSecond,
    };

    private static readonly JobProperty<int> ThrottleLimit = new(
        "throttleLimit", JobValues.Whole(1, 1000), "How many requests may be under way at one time.")
    {
        Default = Defaults.ThrottleLimit,
    };

    private static readonly JobProperty<int> TimeoutSeconds = new(
        "timeoutSeconds", JobValues.Whole(1, LakeStoreOptions.LongestTimeoutSeconds), "How long one attempt may take, in seconds.")
    {
        Default = (int)Defaults.RequestTimeout.TotalSeconds,
    };

    private static readonly JobProperty<int> Retries = new(
        "retries", JobValues.Whole(0, LakeStoreOptions.MaxRetriesAllowed), "How often a request is sent again after a fault.")
    {
        Default = Defaults.RetryCount,
    };

    private static readonly JobProperty<int> RateLimitWaitSeconds = new(
        "rateLimitWaitSeconds", JobValues.Whole(0, 86400), "How long a request waits in all, in seconds, for TMDB to accept requests again after it answered that there were too many.")
    {
        Default = (int)Defaults.RateLimitWait.TotalSeconds,
    };

    private static readonly JobProperty<string> CachePath = new("cachePath", JobValues.Text, "A folder where answers are kept, so that trying things out costs no requests.");

    /// <summary>The options and the address of the API as the value of a property.</summary>
    public static readonly JobValueType<(TmdbClientOptions Options, Uri? Endpoint)> Value = JobValues.Object(
        new JobObjectType("tmdb", [Endpoint, Language, Region, RequestsPerSecond, ThrottleLimit, TimeoutSeconds, Retries, RateLimitWaitSeconds, CachePath]), Read, refused: (Defaults, null));

    private static (TmdbClientOptions Options, Uri? Endpoint) Read(JobElement tmdb) => (
        Defaults with
        {
            Language = tmdb.Read(Language),
            Region = tmdb.Read(Region),
            RequestsPerSecond = tmdb.Read(RequestsPerSecond),
            ThrottleLimit = tmdb.Read(ThrottleLimit),
            RequestTimeout = TimeSpan.FromSeconds(tmdb.Read(TimeoutSeconds)),
            RetryCount = tmdb.Read(Retries),
            RateLimitWait = TimeSpan.FromSeconds(tmdb.Read(RateLimitWaitSeconds)),
            CachePath = tmdb.Read(CachePath),
        },
        tmdb.Read(Endpoint));
}
