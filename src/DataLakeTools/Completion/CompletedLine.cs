using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;
using DataLakeTools.Binding;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Completion;

/// <summary>
/// The command line as far as it is typed. Values are looked up as the command itself will do it: in the parameters, then in
/// the session's defaults, then in the environment.
/// </summary>
internal sealed class CompletedLine
{
    private readonly IDictionary? _bound;
    private readonly SessionState _state = CurrentState();
    private readonly ParameterDefaults _parameters;
    private readonly SessionDefaults _defaults;

    public CompletedLine(string command, string parameter, IDictionary? bound)
    {
        Command = command;
        Parameter = parameter;
        _bound = bound;
        _parameters = new ParameterDefaults(_state);
        _defaults = SessionDefaults.Of(_state);
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

    /// <summary>The value of a parameter on the line, or its default; null if there is neither.</summary>
    public object? Value(string parameter)
    {
        var value = _bound?[parameter] ?? _parameters.Find(Command, parameter);
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
    public string FullPath(string path) => _state.Path.GetUnresolvedProviderPathFromPSPath(path);

    /// <summary>The lake that is meant.</summary>
    /// <param name="given">Its address; what -Lake says when null.</param>
    public LakeAddress Lake(string? given = null) => LakeText.Read(given ?? Text("Lake") ?? _defaults.Lake, _state.Path);

    /// <summary>Opens the lake for listing, without retries: completion has a second.</summary>
    public ILakeStore OpenLake(string? given = null) => LakeStore.Open(Lake(given), StoreOptions(), Core.Reporting.SilentReporter.Instance);

    /// <summary>The same; null where none is named, or not as it has to be.</summary>
    public ILakeStore? TryOpenLake()
    {
        try
        {
            return OpenLake();
        }
        catch (DataLakeException)
        {
            return null;
        }
    }

    /// <summary>The model that ships, and the user's over it.</summary>
    public TableModel Model() => TableModel.Load(Text("Model") is { } folder ? FullPath(folder) : null);

    /// <summary>How the lake is reached.</summary>
    public LakeStoreOptions StoreOptions() => new()
    {
        ProfileName = Text("ProfileName") ?? _defaults.ProfileName,
        Region = Text("Region") ?? _defaults.Region,
        EndpointUrl = Address("EndpointUrl") ?? _defaults.EndpointUrl,
        MaxRetries = 0,
    };

    /// <summary>How TMDB is reached.</summary>
    public TmdbClientOptions TmdbOptions() => TmdbEnvironment.Complete(
        new TmdbClientOptions
        {
            Token = (Value("Token") as SecureString ?? _defaults.Token) is { } secret ? new NetworkCredential(string.Empty, secret).Password : null,
            Language = Text("Language") ?? _defaults.Language,
            CachePath = Text("CachePath") is { } path ? FullPath(path) : _defaults.CachePath,
            RetryCount = 0,
            RateLimitRetryCount = 0,
        },
        Address("TmdbEndpoint") ?? _defaults.TmdbEndpoint);

    private Uri? Address(string parameter) => Value(parameter) switch
    {
        Uri uri => uri,
        string text when Uri.TryCreate(text, UriKind.Absolute, out var uri) => uri,
        _ => null,
    };

    // The only access to the session state that works at the prompt, in an editor and in a script.
    private static SessionState CurrentState()
    {
        var answer = ScriptBlock.Create("$ExecutionContext.SessionState").InvokeReturnAsIs();
        return (SessionState)(answer is PSObject wrapped ? wrapped.BaseObject : answer);
    }
}
