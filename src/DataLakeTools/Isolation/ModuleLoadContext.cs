using System.Reflection;
using System.Runtime.Loader;

namespace DataLakeTools.Isolation;

/// <summary>
/// Where Core and everything it depends on is loaded, apart from what other modules bring into the session: AWS.Tools
/// loads an AWSSDK.Core of its own version.
/// </summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    // Of the assemblies in the folder, those that the cmdlets refer to.
    private const string OurAssemblies = "DataLakeTools.";

    private readonly string _folder;

    public ModuleLoadContext(string folder)
        : base("DataLakeTools")
    {
        _folder = folder;
    }

    /// <summary>Resolves Core and what it stands on for the default context, where the cmdlets are loaded and Core is not.</summary>
    public Assembly? ResolveForCmdlets(AssemblyLoadContext context, AssemblyName name) =>
        name.Name?.StartsWith(OurAssemblies, StringComparison.Ordinal) == true ? Load(name) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_folder, assemblyName.Name + ".dll");

        // Everything else belongs to .NET or PowerShell, and the default context has to load it.
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
