using Mono.Cecil;

namespace DataLakeTools.Architecture.Tests;

/// <summary>That the product itself uses what it has.</summary>
public class UsageTests
{
    // Texts count: what nameof names is found by reflection, and a format file and the help name properties. Those of output
    // types are for users.
    private static readonly HashSet<string> Named = [.. Product.Texts, .. SourceTree.WordsOfModule];

    private static readonly HashSet<string> Called = [.. Product.AllCalls];

    [Fact]
    public void No_method_and_no_property_is_there_for_tests_alone() => Rule.HasNoViolation(
        from type in Product.Types
        from method in type.Methods
        where !method.IsConstructor && !method.IsVirtual && !method.HasOverrides && !method.IsSetter && method != type.Module.EntryPoint
            && !method.Name.StartsWith("op_", StringComparison.Ordinal) && !IsGenerated(method) && !IsGenerated(type)
            && !Called.Contains(Product.MethodOf(method)) && !Named.Contains(method.IsGetter ? method.Name[4..] : method.Name)
            && !(method.IsGetter && type.Namespace == House.Output)
        select Product.MethodOf(method));

    private static bool IsGenerated(IMemberDefinition member) =>
        member.Name.Contains('<', StringComparison.Ordinal) || member.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute");
}
