using System.Globalization;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>Reads TMDB's token or key and the endpoint from environment variables.</summary>
public static class TmdbEnvironment
{
    /// <summary>The variable with the API read access token.</summary>
    public const string TokenVariable = "TMDB_TOKEN";

    /// <summary>The variable with the API key.</summary>
    public const string ApiKeyVariable = "TMDB_API_KEY";

    /// <summary>The variable with the address of the API, for tests and proxies.</summary>
    public const string EndpointVariable = "TMDB_ENDPOINT";

    /// <summary>
    /// The variable with the most requests that this process may start in a second, for machines that share TMDB's limit.
    /// It only lowers the configured rate.
    /// </summary>
    public const string RequestsPerSecondVariable = "TMDB_REQUESTS_PER_SECOND";

    private const int ApiKeyLength = 32;

    /// <summary>Whether the environment has a token or a key.</summary>
    public static bool HasCredential => Read(TokenVariable) is not null || Read(ApiKeyVariable) is not null;

    /// <summary>Adds what the options do not set.</summary>
    /// <param name="options">The options; their values win.</param>
    /// <param name="endpoint">The address, if one was given.</param>
    /// <exception cref="DataLakeException">
    /// <see cref="DataLakeError.TmdbUnauthorized"/> if there is no token and no key anywhere;
    /// <see cref="DataLakeError.InvalidOption"/> if the address is not valid.
    /// </exception>
    public static TmdbClientOptions Complete(TmdbClientOptions options, Uri? endpoint = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var complete = options with
        {
            Endpoint = endpoint ?? EndpointOf(Read(EndpointVariable)),
            RequestsPerSecond = LimitRate(options.RequestsPerSecond),
        };
        if (options is { Token: null, ApiKey: null })
        {
            complete = complete with { Token = Read(TokenVariable), ApiKey = Read(ApiKeyVariable) };
        }

        return ReclassifyApiKey(complete) is { Token: null, ApiKey: null }
            ? throw TmdbErrors.NoCredential()
            : ReclassifyApiKey(complete);
    }

    /// <summary>How many requests may start in a second, where the machine sets a limit too.</summary>
    /// <param name="requestsPerSecond">How many are configured.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/> if <see cref="RequestsPerSecondVariable"/> is no number.</exception>
    internal static int LimitRate(int requestsPerSecond) => Math.Min(requestsPerSecond, ParseRequestsPerSecond(Read(RequestsPerSecondVariable)));

    // People confuse the two secrets of TMDB's settings page; only the API key has 32 hexadecimal digits, and only the token
    // three parts with dots between them. A token in the place of the key would stand in addresses.
    private static TmdbClientOptions ReclassifyApiKey(TmdbClientOptions options) => options switch
    {
        { Token: { Length: ApiKeyLength } token } when token.All(char.IsAsciiHexDigit) => options with { Token = null, ApiKey = token },
        { Token: null, ApiKey: { } key } when key.Split('.') is [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }] => options with { Token = key, ApiKey = null },
        _ => options,
    };

    private static Uri EndpointOf(string? text)
    {
        if (text is null)
        {
            return TmdbClientOptions.DefaultEndpoint;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint)
            ? endpoint
            : throw TmdbErrors.InvalidOption($"{EndpointVariable} is no address.", "Give it as https://api.themoviedb.org/3.", EndpointVariable);
    }

    private static int ParseRequestsPerSecond(string? text)
    {
        if (text is null)
        {
            return int.MaxValue;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0
            ? most
            : throw TmdbErrors.InvalidOption($"{RequestsPerSecondVariable} is no whole number above 0.", "Give the requests a second, for example 20.", RequestsPerSecondVariable);
    }

    private static string? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
