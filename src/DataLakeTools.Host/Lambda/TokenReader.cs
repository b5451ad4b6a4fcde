using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.Http;

namespace DataLakeTools.Host.Lambda;

/// <summary>
/// Reads the TMDB token through the AWS Parameters and Secrets extension, a local server that answers only during an
/// invocation. The token is cached for later invocations of this process; it is never put into the environment or a message.
/// </summary>
/// <param name="store">Where the token is kept.</param>
/// <param name="http">Sends.</param>
/// <param name="environment">Reads a variable.</param>
/// <param name="clock">Waits.</param>
internal sealed class TokenReader(TokenStore store, HttpClient http, Func<string, string?> environment, TimeProvider clock)
{
    private const string PortVariable = "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT";
    private const string UsualPort = "2773";
    private const string SessionHeader = "X-Aws-Parameters-Secrets-Token";
    private const string SessionVariable = "AWS_SESSION_TOKEN";

    // The extension is not ready yet, or AWS does not answer it.
    private readonly RetryPolicy _retries = new(
        exception => exception is HttpRequestException ? new RetryRule(RetryLimits.SecretStore) : null,
        RetryLimits.FirstDelayOfSecretStore,
        RetryLimits.LongestDelayOfSecretStore,
        clock);

    private string? _token;

    /// <summary>Whether a token of an earlier event is at hand.</summary>
    public bool IsKept => _token is not null;

    /// <summary>Forgets the token: TMDB did not take it.</summary>
    public void Forget() => _token = null;

    /// <summary>The token.</summary>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.SecretUnavailable"/>.</exception>
    public async Task<string> ReadAsync(CancellationToken cancellationToken) => _token ??= await AskAsync(cancellationToken);

    private async Task<string> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _retries.ExecuteAsync(AskOnceAsync, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw Unavailable($"the extension did not give it: {exception.Message}", exception);
        }
    }

    private async Task<string> AskOnceAsync(CancellationToken cancellationToken)
    {
        var port = environment(PortVariable) is { Length: > 0 } given ? given : UsualPort;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost:{port}{store.Path}");
        request.Headers.TryAddWithoutValidation(SessionHeader, environment(SessionVariable));
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return SecretOf(await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private string SecretOf(byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var value = document.RootElement;
            foreach (var property in store.Properties)
            {
                value = value.GetProperty(property);
            }

            var text = value.GetString()?.Trim() ?? string.Empty;
            var secret = text.StartsWith('{') ? NamedIn(text) : text;
            return secret.Length > 0 ? secret : throw Unavailable("it is empty", cause: null);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Without the inner exception, which might quote the secret.
            throw Unavailable("what the extension gave is no secret in text", cause: null);
        }
    }

    // The console of Secrets Manager stores a secret as a JSON object of names and values.
    private static string NamedIn(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(TmdbEnvironment.TokenVariable).GetString()?.Trim() ?? string.Empty;
    }

    private DataLakeException Unavailable(string why, Exception? cause) => new(
        DataLakeError.SecretUnavailable,
        $"The TMDB token could not be read from {store.Name}: {why}.",
        $"Check that the function has the layer of the AWS Parameters and Secrets extension, that its role may read {store.Name}, and that it holds the token itself or JSON with {TmdbEnvironment.TokenVariable}.",
        target: null,
        cause);
}
