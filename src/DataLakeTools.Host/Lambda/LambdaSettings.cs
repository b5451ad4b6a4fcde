using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Host.Lambda;

/// <summary>The settings of a function, from its environment.</summary>
internal sealed record LambdaSettings
{
    /// <summary>The variable with the address of the runtime API; Lambda sets it for every runtime.</summary>
    public const string RuntimeApiVariable = "AWS_LAMBDA_RUNTIME_API";

    private const string PackageVariable = "LAMBDA_TASK_ROOT";
    private const string LevelVariable = "AWS_LAMBDA_LOG_LEVEL";

    /// <summary>The folder of the function's package.</summary>
    public required string Package { get; init; }

    /// <summary>The lake of the function; null where it is of none.</summary>
    public string? Lake { get; init; }

    /// <summary>How much time is kept for ending an invocation.</summary>
    public required DeadlineMargin Margin { get; init; }

    /// <summary>Where the TMDB token is kept; null where it is kept nowhere.</summary>
    public TokenStore? TokenStore { get; init; }

    /// <summary>How the log is written.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>Whether every step is logged.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <param name="environment">Reads a variable.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>.</exception>
    public static LambdaSettings Read(Func<string, string?> environment) => new()
    {
        Package = environment(PackageVariable) is { Length: > 0 } package ? package : Environment.CurrentDirectory,
        Lake = environment(LakeAddress.Variable) is { Length: > 0 } lake ? lake : null,
        Margin = DeadlineMargin.Parse(environment(DeadlineMargin.Variable)),
        TokenStore = TokenStore.Of(environment),
        LogFormat = Format(environment(Log.FormatVariable)),
        IsVerbose = environment(LevelVariable) is "DEBUG" or "TRACE",
    };

    private static LogFormat Format(string? word) => string.IsNullOrEmpty(word) ? LogFormat.Json : Log.FormatOf(word) ?? throw new DataLakeException(
        DataLakeError.InvalidOption, $"{Log.FormatVariable} cannot be '{word}'.", "Give text or json.", word);
}
