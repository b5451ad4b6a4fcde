using System.Reflection;
using ArchUnitNET.Loader;
using Mono.Cecil;

namespace DataLakeTools.Architecture.Tests;

/// <summary>The product's assemblies, and what their types use.</summary>
internal static class Product
{
    private static readonly string Configuration =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static readonly string[] Assemblies = [.. House.Projects.Select(PathOf)];

    private static readonly TypeDefinition[] AllTypes = [.. Assemblies.SelectMany(path => ModuleDefinition.ReadModule(path).GetTypes())];

    /// <summary>Each use of one type by another: the folder of the user, its name, and the full name of what it uses.</summary>
    public static IEnumerable<(string Folder, string User, string Used)> Uses { get; } =
    [
        .. new ArchLoader().LoadAssemblies([.. Assemblies.Select(Assembly.LoadFrom)]).Build().Types
            .Where(type => HasSource(type.FullName))
            .SelectMany(type => type.Dependencies, (type, dependency) =>
                (SourceTree.FolderOfType[Outermost(type.FullName)], Outermost(type.FullName), Outermost(dependency.Target.FullName)))
            .Distinct(),
    ];

    /// <summary>All types that have a source file, and those within them.</summary>
    public static IReadOnlyList<TypeDefinition> Types { get; } = [.. AllTypes.Where(type => HasSource(type.FullName))];

    /// <summary>The fields of all types that have a source file.</summary>
    public static IEnumerable<FieldDefinition> Fields { get; } = [.. Types.SelectMany(type => type.Fields)];

    /// <summary>Each call of a method by a type that has a source file: the folder of the caller, its name, and the method as <c>Type::Name</c>.</summary>
    public static IEnumerable<(string Folder, string User, string Called)> Calls { get; } =
    [
        .. Types.SelectMany(CallsIn, (type, called) => (SourceTree.FolderOfType[Outermost(type.FullName)], Outermost(type.FullName), called)).Distinct(),
    ];

    /// <summary>Every method that anything in the product calls, generated code among it.</summary>
    public static IEnumerable<string> AllCalls => AllTypes.SelectMany(CallsIn);

    /// <summary>All texts in the code.</summary>
    public static IEnumerable<string> Texts => AllTypes.SelectMany(OperandsIn).OfType<string>();

    /// <summary>A method as <c>Type::Name</c>, whatever its generic arguments.</summary>
    public static string MethodOf(MethodReference method) => $"{Outermost(method.DeclaringType.FullName)}::{method.Name}";

    public static bool IsIn(string folder, string place) =>
        folder == place || folder.StartsWith(place + "/", StringComparison.Ordinal);

    private static bool HasSource(string type) => SourceTree.FolderOfType.ContainsKey(Outermost(type));

    // Of a nested or generic type the one that has a file: Outer+Inner`1 is Outer.
    private static string Outermost(string type) => type.Split('+', '/', '`', '<')[0];

    private static IEnumerable<string> CallsIn(TypeDefinition type) => OperandsIn(type).OfType<MethodReference>().Select(MethodOf);

    private static IEnumerable<object> OperandsIn(TypeDefinition type) =>
        type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions).Select(instruction => instruction.Operand);

    private static string PathOf(string project) => Path.Combine(
        SourceTree.Root, "src", project, "bin", Configuration, "net10.0", project == House.Host ? "datalake.dll" : project + ".dll");
}
