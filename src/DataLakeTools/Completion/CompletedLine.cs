using System.Collections;
using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Core.Paths;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Completion;

/// <summary>
/// The command line as far as it is written: what its parameters say, then the session's defaults, then the
/// environment, as it will be when the command runs.
/// </summary>
internal sealed class CompletedLine
{
    private readonly IDictionary? _bound;
    private readonly Lazy<SessionDefaults> _defaults;
    private readonly Lazy<PathIntrinsics> _paths = new(SessionDefaults.CurrentPaths);

    public CompletedLine(string command, string parameter, IDictionary? bound)
    {
        Command = command;
        Parameter = parameter;
        _bound = bound;
        _defaults = new Lazy<SessionDefaults>(() => SessionDefaults.OfRunspace());
    }

    /// <summary>The command.</summary>
    public string Command { get; }

    /// <summary>The parameter whose value is completed.</summary>
    public string Parameter { get; }

    /// <summary>Whether the command is about series.</summary>
    public TmdbMedia Media =>
        Command.Contains("Series", StringComparison.OrdinalIgnoreCase) || string.Equals(Text("Media"), nameof(TmdbMedia.Series), StringComparison.OrdinalIgnoreCase)
            ? TmdbMedia.Series
            : TmdbMedia.Movie;

    /// <summary>What was given to a parameter, or is its default; null when neither.</summary>
    public object? Value(string parameter)
    {
        var value = _bound?[parameter] ?? _defaults.Value.Find(Command, parameter);
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }

    /// <summary>The same as text; of several the first.</summary>
    public string? Text(string parameter) => Value(parameter) switch
    {
        null => null,
        string text => text,
        IEnumerable list => list.Cast<object?>().FirstOrDefault()?.ToString(),
        var other => other.ToString(),
    };

    /// <summary>The full paths of the files that a parameter names.</summary>
    public IEnumerable<string> Files(params string[] parameters)
    {
        foreach (var parameter in parameters)
        {
            foreach (var path in Value(parameter) switch { null => [], string one => [one], IEnumerable list => list.Cast<object?>().Select(each => $"{each}"), var other => new[] { $"{other}" } })
            {
                yield return FullPath(path);
            }
        }
    }

    /// <summary>A path of PowerShell as the file system writes it.</summary>
    public string FullPath(string path) => _paths.Value.GetUnresolvedProviderPathFromPSPath(path);

    /// <summary>The lake that is meant.</summary>
    /// <param name="given">Its address; what -Lake says when null.</param>
    public LakeAddress Lake(string? given = null) => LakeText.Read(given ?? Text("Lake"), _paths.Value);

    /// <summary>Opens the lake for a look: nothing is tried twice, because nobody waits that long.</summary>
    public ILakeStore OpenLake(string? given = null) => LakeStore.Open(Lake(given), StoreOptions(), Core.Reporting.SilentReporter.Instance);

    /// <summary>How the lake is reached.</summary>
    public LakeStoreOptions StoreOptions() => new()
    {
        ProfileName = Text("ProfileName"),
        Region = Text("Region"),
        EndpointUrl = Value("EndpointUrl") switch { Uri uri => uri, string text when Uri.TryCreate(text, UriKind.Absolute, out var uri) => uri, _ => null },
        MaxRetries = 0,
    };

    /// <summary>How TMDB is reached.</summary>
    public TmdbClientOptions TmdbOptions() => TmdbEnvironment.Complete(
        new TmdbClientOptions
        {
            Token = Value("Token") switch { System.Security.SecureString secret => new System.Net.NetworkCredential(string.Empty, secret).Password, _ => null },
            Language = Text("Language"),
            CachePath = Text("CachePath") is { } path ? FullPath(path) : null,
            RetryCount = 0,
            RateLimitRetryCount = 0,
        },
        Text("TmdbEndpoint") is { } address && Uri.TryCreate(address, UriKind.Absolute, out var endpoint) ? endpoint : null);
}
