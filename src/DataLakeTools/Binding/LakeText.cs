using System.Management.Automation;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Binding;

/// <summary>Parses a lake as users write it at a prompt.</summary>
internal static class LakeText
{
    /// <summary>The lake that is meant: the one given, or that of the environment.</summary>
    /// <param name="given">What was given, if anything.</param>
    /// <param name="paths">Where the session is.</param>
    /// <exception cref="Core.Errors.DataLakeException">No lake is named, or one that cannot be.</exception>
    public static LakeAddress Read(string? given, PathIntrinsics paths) => LakeAddress.Parse(Resolve(GivenOrEnvironment(given), paths), paths.CurrentFileSystemLocation.ProviderPath);

    /// <summary>The text with a path on a drive of the session written out; whether it is the address of a lake is not asked.</summary>
    /// <exception cref="Core.Errors.DataLakeException">There is no such drive, or it is none of files.</exception>
    public static string Resolve(string text, PathIntrinsics paths) => IsOnDrive(text, paths) ? PathText.FullPath(text, paths, DataLakeError.InvalidLakeAddress) : text;

    /// <summary>The text of the lake that is named: what was given, or that of the environment; empty where neither is.</summary>
    public static string GivenOrEnvironment(string? given) => given ?? Environment.GetEnvironmentVariable(LakeAddress.Variable) ?? string.Empty;

    // Only the name of a drive of the session is resolved by PowerShell; C:\lake is a Windows path even without a drive C, and
    // s3: is never a drive.
    private static bool IsOnDrive(string text, PathIntrinsics paths) =>
        !text.Contains("://", StringComparison.Ordinal) && !text.StartsWith("s3:", StringComparison.OrdinalIgnoreCase) && paths.IsPSAbsolute(text, out _);
}
