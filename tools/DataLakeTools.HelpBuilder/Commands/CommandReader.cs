using System.Management.Automation;
using System.Reflection;

namespace DataLakeTools.HelpBuilder.Commands;

/// <summary>
/// Reads cmdlets out of a compiled assembly. PowerShell itself is not needed: attributes are read as data, since those of
/// the reference assembly that stands in for it keep nothing.
/// </summary>
public static class CommandReader
{
    private const string AllSets = "__AllParameterSets";

    /// <summary>All public cmdlets of an assembly, by name.</summary>
    /// <param name="assembly">The assembly; what it needs beside PowerShell lies in its folder.</param>
    public static IReadOnlyList<CommandFacts> Read(Assembly assembly) =>
        [.. assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && AttributesOf(type, nameof(CmdletAttribute)).Any())
            .Select(ReadCommand)
            .OrderBy(command => command.Name, StringComparer.Ordinal)];

    private static CommandFacts ReadCommand(Type type)
    {
        var attribute = AttributesOf(type, nameof(CmdletAttribute)).Single();
        var instance = Activator.CreateInstance(type);
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        List<ParameterFacts> parameters = [.. properties
            .Where(property => AttributesOf(property, nameof(ParameterAttribute)).Any())
            .Select(property => ReadParameter(property, instance))];
        if (Named(attribute, nameof(CmdletAttribute.SupportsShouldProcess)) is true)
        {
            parameters.Add(Added("WhatIf", "wi"));
            parameters.Add(Added("Confirm", "cf"));
        }

        return new CommandFacts
        {
            Verb = (string)attribute.ConstructorArguments[0].Value!,
            Noun = (string)attribute.ConstructorArguments[1].Value!,
            ClassName = type.Name,
            Parameters = parameters,
            OutputTypes = [.. AttributesOf(type, nameof(OutputTypeAttribute)).SelectMany(output => ListOf<Type>(output.ConstructorArguments[0])).Where(output => output.FullName != typeof(void).FullName).Distinct()],
            DefaultParameterSet = Named(attribute, nameof(CmdletAttribute.DefaultParameterSetName)) as string,
        };
    }

    private static string? SetOf(CustomAttributeData parameter) =>
        Named(parameter, nameof(ParameterAttribute.ParameterSetName)) is string set && set != AllSets ? set : null;

    private static ParameterFacts ReadParameter(PropertyInfo property, object? instance)
    {
        var range = AttributesOf(property, nameof(ValidateRangeAttribute)).FirstOrDefault();
        return new ParameterFacts
        {
            Name = property.Name,
            DeclaringClass = property.DeclaringType!.Name,
            Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType,
            Bindings = [.. AttributesOf(property, nameof(ParameterAttribute)).Select(ReadBinding)],
            Aliases = [.. AttributesOf(property, nameof(AliasAttribute)).SelectMany(alias => ListOf<string>(alias.ConstructorArguments[0]))],
            AcceptedValues = [.. AttributesOf(property, nameof(ValidateSetAttribute)).SelectMany(set => ListOf<string>(set.ConstructorArguments[0]))],
            Range = range is { ConstructorArguments: [var least, var greatest] } ? (least.Value!, greatest.Value!) : null,
            TakesWildcards = AttributesOf(property, nameof(SupportsWildcardsAttribute)).Any(),
            Default = property.GetValue(instance),
        };
    }

    private static ParameterBinding ReadBinding(CustomAttributeData parameter) => new(
        SetOf(parameter),
        Named(parameter, nameof(ParameterAttribute.Position)) is int position and >= 0 ? position : null,
        Named(parameter, nameof(ParameterAttribute.Mandatory)) is true,
        Named(parameter, nameof(ParameterAttribute.ValueFromPipeline)) is true,
        Named(parameter, nameof(ParameterAttribute.ValueFromPipelineByPropertyName)) is true);

    // PowerShell adds these to cmdlets that change something.
    private static ParameterFacts Added(string name, string alias) => new()
    {
        Name = name,
        DeclaringClass = "ShouldProcess",
        Type = typeof(SwitchParameter),
        Bindings = [new ParameterBinding(null, null, false, false, false)],
        Aliases = [alias],
    };

    private static IEnumerable<CustomAttributeData> AttributesOf(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.Name == name);

    private static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => argument.TypedValue.Value).FirstOrDefault();

    private static IEnumerable<T> ListOf<T>(CustomAttributeTypedArgument argument) => argument.Value is IEnumerable<CustomAttributeTypedArgument> list
        ? list.Select(item => (T)item.Value!)
        : [(T)argument.Value!];
}
