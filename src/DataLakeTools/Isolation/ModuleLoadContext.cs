using System.Reflection;
using System.Runtime.Loader;

namespace DataLakeTools.Isolation;

/// <summary>
/// Loads Core and its dependencies apart from those of other modules in the session: AWS.Tools loads an AWSSDK.Core of its own
/// version.
/// </summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    // The assemblies of the folder that the cmdlets refer to.
    private const string OurAssemblies = "DataLakeTools.";

    private readonly string _folder;
    private readonly Lazy<string?> _engineLibrary;

    public ModuleLoadContext(string folder)
        : base("DataLakeTools")
    {
        _folder = folder;

        // deps lies in bin, and bin in the module.
        _engineLibrary = new Lazy<string?>(() => EngineLibrary.Find(Path.GetFullPath(Path.Combine(folder, "..", ".."))));
    }

    /// <summary>Resolves Core and its dependencies for the default context, which has the cmdlets but not Core.</summary>
    public Assembly? ResolveForCmdlets(AssemblyLoadContext context, AssemblyName name) =>
        name.Name?.StartsWith(OurAssemblies, StringComparison.Ordinal) == true ? Load(name) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_folder, assemblyName.Name + ".dll");

        // Everything else belongs to .NET or PowerShell and is loaded by the default context.
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        // Asked once for each function that is imported; the operating system knows the file from the first time on.
        var path = unmanagedDllName == EngineLibrary.Name ? _engineLibrary.Value : null;
        return path is null ? nint.Zero : LoadUnmanagedDllFromPath(path);
    }
}
