namespace DataLakeTools.Host;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Success = 0;

    /// <summary>Something failed; the error stream says what.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the job document is wrong; nothing was written.</summary>
    public const int BadUsage = 2;

    /// <summary>The time limit was reached; the same command again continues.</summary>
    public const int Incomplete = 3;

    /// <summary>Interrupted by Ctrl+C or a termination signal (128 + SIGINT, as shells count).</summary>
    public const int Interrupted = 130;

    /// <summary>The code of an error that kept a run from its beginning.</summary>
    /// <param name="error">The error.</param>
    public static int Of(DataLakeError error) => error is DataLakeError.InvalidJob or DataLakeError.LakeNotGiven or DataLakeError.InvalidLakeAddress
        or DataLakeError.InvalidKey or DataLakeError.InvalidEnvironmentFile or DataLakeError.InvalidOption ? BadUsage : Failed;
}
