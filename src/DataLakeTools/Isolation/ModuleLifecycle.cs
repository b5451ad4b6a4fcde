using System.Management.Automation;
using System.Runtime.Loader;

namespace DataLakeTools.Isolation;

/// <summary>
/// Sets up the load context before PowerShell loads the types of the cmdlets. Until then Core cannot be found, so no public type
/// of this assembly may have a base class, an interface or a struct field from Core.
/// </summary>
public sealed class ModuleLifecycle : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    // PowerShell creates one instance for the import and another for the removal, so the event handler is static.
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
