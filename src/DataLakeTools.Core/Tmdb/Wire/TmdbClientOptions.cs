using System.Text.RegularExpressions;
using DataLakeTools.Core.Errors;
using DataLakeTools.Http;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>How to reach TMDB. Its text form never shows the token or the key.</summary>
public sealed partial record TmdbClientOptions
{
    /// <summary>Where the API is when nothing else is given.</summary>
    public static readonly Uri DefaultEndpoint = new("https://api.themoviedb.org/3");

    /// <summary>Where the API is.</summary>
    public Uri Endpoint { get; init; } = DefaultEndpoint;

    /// <summary>The API read access token (v4), sent as a header.</summary>
    public string? Token { get; init; }

    /// <summary>The API key (v3), sent in the query, and only if there is no token.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The language of titles and texts, for example <c>pt-BR</c>; TMDB's own default is English.</summary>
    public string? Language { get; init; }

    /// <summary>The country of release dates, for example <c>BR</c>.</summary>
    public string? Region { get; init; }

    /// <summary>How many requests may start within any second, all clients of the process together.</summary>
    public int RequestsPerSecond { get; init; } = TmdbRateLimiter.DefaultRequestsPerSecond;

    /// <summary>How many requests may be in flight, or answered and not yet consumed, at the same time.</summary>
    public int ThrottleLimit { get; init; } = 20;

    /// <summary>How long one attempt may take, including the body.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a request is retried after a transient fault; at most twice after a time-out, and three times if TMDB
    /// cannot be reached, so that an unreachable server is reported within seconds.
    /// </summary>
    public int RetryCount { get; init; } = RetryLimits.MaxRetries;

    /// <summary>About how long to wait before the first retry; later ones wait longer.</summary>
    public TimeSpan RetryDelay { get; init; } = RetryLimits.FirstDelayOfTmdb;

    /// <summary>
    /// How often a request is retried after 429. Each time all requests of the process wait until TMDB accepts requests
    /// again.
    /// </summary>
    public int RateLimitRetryCount { get; init; } = RetryLimits.ThrottledByTmdb;

    /// <summary>
    /// How long a request waits in all for TMDB to accept requests again after 429. A longer pause that TMDB asks for is not
    /// waited for: it is an error at once.
    /// </summary>
    public TimeSpan RateLimitWait { get; init; } = RetryLimits.LongestThrottlingOfTmdb;

    /// <summary>Called when all requests wait because TMDB answered 429, from any thread; with how long.</summary>
    public Action<TimeSpan>? Waiting { get; init; }

    /// <summary>The folder of the response cache; <see langword="null"/> for no cache.</summary>
    public string? CachePath { get; init; }

    /// <summary>Called for every request, from any thread; null turns tracing off.</summary>
    public Action<RequestReport>? RequestSent { get; init; }

    /// <summary>Throws if an option cannot be used.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>.</exception>
    public void Validate()
    {
        // The message must not contain a password that stands in it.
        if (Endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "", Query: "" })
        {
            throw TmdbErrors.InvalidOption(
                "The endpoint of TMDB is not an http or https address without user name, password and query.",
                "Give it as https://api.themoviedb.org/3.",
                nameof(Endpoint));
        }

        Require(RequestsPerSecond is >= 1 and <= 1000, nameof(RequestsPerSecond), RequestsPerSecond, "Give 1 to 1000; TMDB allows about 40.");
        Require(ThrottleLimit is >= 1 and <= 1000, nameof(ThrottleLimit), ThrottleLimit, "Give 1 to 1000.");
        Require(RequestTimeout > TimeSpan.Zero, nameof(RequestTimeout), RequestTimeout, "Give a time above zero.");
        Require(RetryCount is >= 0 and <= 100, nameof(RetryCount), RetryCount, "Give 0 to 100.");
        Require(RateLimitRetryCount is >= 0 and <= 1000, nameof(RateLimitRetryCount), RateLimitRetryCount, "Give 0 to 1000.");
        Require(RateLimitWait >= TimeSpan.Zero, nameof(RateLimitWait), RateLimitWait, "Give a time that is not negative.");
        Require(Region is null || CountryCode().IsMatch(Region), nameof(Region), Region!, "Give the two letters of a country, as BR or US: it is the country of release dates, and no region of AWS. A default for AWS must not be one for every command.");
        Require(CachePath?.Contains('\0', StringComparison.Ordinal) != true, nameof(CachePath), CachePath!, "Give the path of a folder, without NUL.");
        Require(RetryDelay >= TimeSpan.Zero, nameof(RetryDelay), RetryDelay, "Give a time that is not negative.");

        // The message must not contain the secret.
        if (!IsSendable(Token) || !IsSendable(ApiKey))
        {
            throw TmdbErrors.InvalidOption(
                "The TMDB token or API key is empty or has characters that cannot be sent.",
                "Copy it again from https://www.themoviedb.org/settings/api, without line breaks.",
                target: null);
        }
    }

    /// <summary>The endpoint and the limits, without secrets.</summary>
    public override string ToString() =>
        $"{Endpoint} ({RequestsPerSecond} requests a second, {(Token is not null ? "token" : ApiKey is not null ? "API key" : "no token")} given)";

    [GeneratedRegex("^[A-Za-z]{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex CountryCode();

    private static bool IsSendable(string? secret) =>
        secret is null || (secret.Length > 0 && secret.All(letter => letter is > ' ' and < '\x7F'));

    private static void Require(bool isTrue, string name, object value, string recommendation)
    {
        if (!isTrue)
        {
            throw TmdbErrors.InvalidOption($"{name} cannot be {value}.", recommendation, value);
        }
    }
}
