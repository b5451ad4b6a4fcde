using System.Reflection;
using ArchUnitNET.Loader;
using Mono.Cecil;

namespace DataLakeTools.Architecture.Tests;

/// <summary>The product's assemblies, and what their types use.</summary>
internal static class Product
{
    private static readonly string Configuration =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static readonly string[] Assemblies = [.. new[] { House.Core, House.DuckDb, House.Module, House.Host }.Select(PathOf)];

    /// <summary>Each use of one type by another: the folder of the user, its name, and the full name of what it uses.</summary>
    public static IEnumerable<(string Folder, string User, string Used)> Uses { get; } =
    [
        .. new ArchLoader().LoadAssemblies([.. Assemblies.Select(Assembly.LoadFrom)]).Build().Types
            .Where(type => HasSource(type.FullName))
            .SelectMany(type => type.Dependencies, (type, dependency) =>
                (SourceTree.FolderOfType[Outermost(type.FullName)], Outermost(type.FullName), Outermost(dependency.Target.FullName)))
            .Distinct(),
    ];

    /// <summary>The fields of all types that have a source file.</summary>
    public static IEnumerable<FieldDefinition> Fields { get; } =
    [
        .. Assemblies.SelectMany(path => ModuleDefinition.ReadModule(path).GetTypes())
            .Where(type => HasSource(type.FullName))
            .SelectMany(type => type.Fields),
    ];

    public static bool IsIn(string folder, string place) =>
        folder == place || folder.StartsWith(place + "/", StringComparison.Ordinal);

    private static bool HasSource(string type) => SourceTree.FolderOfType.ContainsKey(Outermost(type));

    // Of a nested or generic type the one that has a file: Outer+Inner`1 is Outer.
    private static string Outermost(string type) => type.Split('+', '/', '`', '<')[0];

    private static string PathOf(string project) => Path.Combine(
        SourceTree.Root, "src", project, "bin", Configuration, "net10.0", project == House.Host ? "datalake.dll" : project + ".dll");
}
