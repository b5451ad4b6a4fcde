using System.Management.Automation;
using System.Runtime.Loader;

namespace DataLakeTools.Isolation;

/// <summary>
/// Sets the load context up before PowerShell looks at the cmdlets. For that no public type of this assembly may have
/// a base class, an interface or a struct field that comes from Core.
/// </summary>
public sealed class ModuleLifecycle : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    // PowerShell makes one instance for the import and another for the removal, so the handler of the event belongs to neither.
    private static readonly ModuleLoadContext Context =
        new(Path.Combine(Path.GetDirectoryName(typeof(ModuleLifecycle).Assembly.Location)!, "deps"));

    /// <inheritdoc/>
    public void OnImport()
    {
        AssemblyLoadContext.Default.Resolving += Context.ResolveForCmdlets;
        ModelTypeData.Update();
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => AssemblyLoadContext.Default.Resolving -= Context.ResolveForCmdlets;
}
