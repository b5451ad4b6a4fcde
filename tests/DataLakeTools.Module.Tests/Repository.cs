using System.Reflection;
using System.Runtime.CompilerServices;

namespace DataLakeTools.Module.Tests;

/// <summary>Where things are in this checkout.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The configuration that these tests were built with; the host beside them was built with the same.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static string HostAssembly { get; } = In("src", "DataLakeTools.Host", "bin", Configuration, "net10.0", "datalake.dll");

    public static string In(params string[] segments) => Path.Combine([Root, .. segments]);

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
