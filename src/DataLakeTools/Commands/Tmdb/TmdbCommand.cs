using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>Base of the cmdlets that call TMDB. Each invocation has its own client; the request rate is limited for the whole process.</summary>
public abstract class TmdbCommand : AsyncCommand
{
    private RecordMeter? _meter;
    private TmdbClient? _client;

    /// <summary>The API read access token (or API key) of TMDB; the environment variables TMDB_TOKEN and TMDB_API_KEY when left out.</summary>
    [Parameter]
    [ValidateNotNull]
    [Secret]
    public SecureString? Token { get; set; }

    /// <summary>The name of the secret that holds the token, in a vault of Microsoft.PowerShell.SecretManagement.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TokenSecret { get; set; }

    /// <summary>The vault of that secret; all registered vaults when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TokenVault { get; set; }

    /// <summary>The language of titles and texts, for example pt-BR; English when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TmdbLanguageCompleter))]
    public string? Language { get; set; }

    /// <summary>The country of release dates, for example BR.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CountryCompleter))]
    public string? Region { get; set; }

    /// <summary>The address of the API; the environment variable TMDB_ENDPOINT, then TMDB's own, when left out.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? TmdbEndpoint { get; set; }

    /// <summary>How many requests may start in a second, over all cmdlets of the process.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int RequestsPerSecond { get; set; } = TmdbRateLimiter.DefaultRequestsPerSecond;

    /// <summary>How many requests may be under way at one time.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; } = new TmdbClientOptions().ThrottleLimit;

    /// <summary>How long a request may take, in seconds.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(1, 3600)]
    public int OperationTimeoutSeconds { get; set; } = (int)new TmdbClientOptions().RequestTimeout.TotalSeconds;

    /// <summary>How often a request is sent again after a fault. A server that cannot be reached, or is silent, is given up earlier.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = new TmdbClientOptions().RetryCount;

    /// <summary>How long a request waits in all, in seconds, for TMDB to accept requests again after it answered that there were too many.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int RateLimitWaitSeconds { get; set; } = (int)new TmdbClientOptions().RateLimitWait.TotalSeconds;

    /// <summary>A folder where answers are kept, so that trying things out costs no requests.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CachePath { get; set; }

    private protected TmdbClient Client => _client!;

    /// <summary>About how many records there will be; null where nobody knows.</summary>
    private protected virtual long? ExpectedRecords => null;

    /// <summary>Makes the client; nothing is sent yet.</summary>
    protected override void BeginProcessing()
    {
        // Several of them may stand in one pipeline, even the same one twice, and each has its bar.
        _meter = new RecordMeter($"{MyInvocation.MyCommand.Name}: fetching{(MyInvocation.ExpectingInput ? " each" : string.Empty)} from TMDB", ShowProgress, TimeProvider.System);
        var defaults = SessionDefaults.Of(SessionState);
        string? token = null;
        string? cache = null;
        OrTerminate(() =>
        {
            token = TmdbTokenReader.Read(this, Token, TokenSecret, TokenVault, defaults);
            cache = CachePath is null ? defaults.CachePath : PathText.FullPath(CachePath, SessionState.Path);
        });
        var options = new TmdbClientOptions
        {
            Token = token,
            Language = Language ?? defaults.Language,
            Region = Region ?? defaults.TmdbRegion,
            RequestsPerSecond = RequestsPerSecond,
            ThrottleLimit = ThrottleLimit,
            RequestTimeout = TimeSpan.FromSeconds(OperationTimeoutSeconds),
            RetryCount = MaximumRetryCount,
            RateLimitRetryCount = MyInvocation.BoundParameters.ContainsKey(nameof(MaximumRetryCount)) ? MaximumRetryCount : new TmdbClientOptions().RateLimitRetryCount,
            RateLimitWait = TimeSpan.FromSeconds(RateLimitWaitSeconds),
            Waiting = ReportPause,
            RequestSent = RequestSent,
            CachePath = cache,
        };
        OrTerminate(() => _client = new TmdbClient(TmdbEnvironment.Complete(options, TmdbEndpoint ?? defaults.TmdbEndpoint)));
    }

    /// <summary>Waits for the rest and writes how many requests TMDB got, and what it left out.</summary>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        WriteDetail($"TMDB: {Client.Statistics}.");
        if (Client.Statistics.MissingParts is { Records: > 0 } missing)
        {
            WriteWarning(missing.ToString());
        }
    }

    /// <summary>
    /// Errors about one id are results. An error that ends the stream ends the pipeline, so that the next command does not
    /// take incomplete input for complete.
    /// </summary>
    private protected override bool EndsPipeline(DataLakeException exception) => true;

    // From any thread.
    private void ReportPause(TimeSpan pause)
    {
        Reporter.Verbose(TmdbPause.Describe(pause));
        Reporter.Progress(_meter!.Paused(pause));
    }

    private protected override void ResultWritten(object? result) => _meter!.Add(ExpectedRecords);

    /// <summary>Runs an action; its DataLakeException becomes a terminating error.</summary>
    private protected void OrTerminate(Action action)
    {
        try
        {
            action();
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }
    }

    /// <summary>Results of the client as the pipeline shows them.</summary>
    private protected static async IAsyncEnumerable<object> ToOutput(
        IAsyncEnumerable<TmdbResult> results, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return ToOutput(result);
        }
    }

    /// <summary>A result of the client as the pipeline shows it.</summary>
    private protected static object ToOutput(TmdbResult result) => result.IsRecord ? TmdbObject.Of(result.Record).ToPSObject() : new WorkError(result.Error);

    private protected override ValueTask CloseAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }
}
