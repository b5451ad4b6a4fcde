using System.Reflection;
using System.Runtime.Loader;

namespace DataLakeTools.Isolation;

/// <summary>
/// Where Core and everything it depends on is loaded, apart from what other modules bring into the session: AWS.Tools
/// loads an AWSSDK.Core of its own version.
/// </summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string Core = "DataLakeTools.Core";

    private readonly string _folder;

    public ModuleLoadContext(string folder)
        : base("DataLakeTools")
    {
        _folder = folder;
    }

    /// <summary>Answers the default context, which knows the cmdlets but not what they are built on.</summary>
    public Assembly? ResolveForCmdlets(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == Core ? LoadFromAssemblyName(name) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_folder, assemblyName.Name + ".dll");

        // What is not ours is .NET's or PowerShell's, and must be theirs.
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
