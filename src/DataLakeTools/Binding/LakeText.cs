using System.Management.Automation;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Binding;

/// <summary>Parses a lake as users write it at a prompt.</summary>
internal static class LakeText
{
    private const string FileSystem = "FileSystem";

    /// <summary>The lake that is meant: the one given, or that of the environment.</summary>
    /// <param name="given">What was given, if anything.</param>
    /// <param name="paths">Where the session is.</param>
    /// <exception cref="Core.Errors.DataLakeException">No lake is named, or one that cannot be.</exception>
    public static LakeAddress Read(string? given, PathIntrinsics paths)
    {
        var text = Named(given);
        return LakeAddress.Parse(IsOnDrive(text, paths) ? FullPath(text, paths) : text, paths.CurrentFileSystemLocation.ProviderPath);
    }

    /// <summary>The text of the lake that is named: what was given, or that of the environment; empty where neither is.</summary>
    public static string Named(string? given) => given ?? Environment.GetEnvironmentVariable(LakeAddress.Variable) ?? string.Empty;

    private static string FullPath(string text, PathIntrinsics paths)
    {
        var path = paths.GetUnresolvedProviderPathFromPSPath(text, out var provider, out _);
        return provider.Name == FileSystem ? path : throw new DataLakeException(
            DataLakeError.InvalidLakeAddress, $"The lake '{text}' is on a drive of the {provider.Name} provider.", "Name a folder of the file system, or s3://bucket[/prefix].", text);
    }

    // Only the name of a drive of the session is resolved by PowerShell; C:\lake is a Windows path even without a drive C, and
    // s3: is never a drive.
    private static bool IsOnDrive(string text, PathIntrinsics paths) =>
        !text.Contains("://", StringComparison.Ordinal) && !text.StartsWith("s3:", StringComparison.OrdinalIgnoreCase) && paths.IsPSAbsolute(text, out _);
}
