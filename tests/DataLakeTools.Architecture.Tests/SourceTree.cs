using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DataLakeTools.Architecture.Tests;

/// <summary>The product's source files, and which types stand in which.</summary>
internal static partial class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>All C# files under src, with <c>/</c> between folders, from src on.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Path.Combine(Root, "src"), path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Intersect(["bin", "obj"]).Any())
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The folder of each type's file, from src on, by the type's full name without generic arity.</summary>
    public static IReadOnlyDictionary<string, string> FolderOfType { get; } = MapTypes();

    /// <summary>The words of the module's own files: format file, help, schema, contracts.</summary>
    public static IEnumerable<string> WordsOfModule { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "module"), "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".ps1xml" or ".md" or ".ps1")
            .SelectMany(path => Word().Matches(File.ReadAllText(path)).Select(match => match.Value)).Distinct(),
    ];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, "src", file));

    /// <summary>The names of the types that a file declares outside any other type.</summary>
    public static IEnumerable<string> TypesIn(string text) => TopLevelType().Matches(text).Select(match => match.Groups[1].Value);

    private static Dictionary<string, string> MapTypes()
    {
        var folders = new Dictionary<string, string>();
        foreach (var file in Files)
        {
            var text = Read(file);
            foreach (var type in TypesIn(text))
            {
                folders[$"{FileNamespace().Match(text).Groups[1].Value}.{type}"] = file[..Math.Max(0, file.LastIndexOf('/'))];
            }
        }

        return folders;
    }

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));

    // Namespaces are file-scoped, so what stands outside other types begins its line.
    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|readonly|partial|unsafe|ref) )*(?:class|struct|interface|enum|record class|record struct|record|delegate [^\s(]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"\b[A-Z]\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex FileNamespace();
}
