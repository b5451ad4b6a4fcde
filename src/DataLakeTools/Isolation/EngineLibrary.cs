using System.Runtime.InteropServices;

namespace DataLakeTools.Isolation;

/// <summary>Finds the native library of the engine, which is a module of its own for each platform.</summary>
internal static class EngineLibrary
{
    /// <summary>What managed code calls the library.</summary>
    public const string Name = "duckdb";

    private const string ModuleName = "DataLakeTools.DuckDb.";

    /// <summary>The module that has it for this platform, for example <c>DataLakeTools.DuckDb.linux-x64</c>.</summary>
    public static string ModuleOfPlatform { get; } = ModuleName + Platform;

    private static string Platform =>
        OperatingSystem.IsMacOS() ? "osx" : $"{(OperatingSystem.IsWindows() ? "win" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static string FileName => OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

    /// <summary>The path of the library; null when it is not installed.</summary>
    /// <param name="moduleFolder">The folder of this module. The other lies beside it, be it in a gallery's layout with a folder a version or not.</param>
    public static string? Find(string moduleFolder)
    {
        var parents = new[] { Path.GetDirectoryName(moduleFolder), Path.GetDirectoryName(Path.GetDirectoryName(moduleFolder)) };
        var ofSession = Environment.GetEnvironmentVariable("PSModulePath")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return parents.OfType<string>().Concat(ofSession)
            .Select(parent => Path.Combine(parent, ModuleOfPlatform))
            .Where(Directory.Exists)
            .SelectMany(module => Directory.EnumerateDirectories(module).OrderDescending(StringComparer.Ordinal).Prepend(module))
            .Select(folder => Path.Combine(folder, FileName))
            .FirstOrDefault(File.Exists);
    }
}
