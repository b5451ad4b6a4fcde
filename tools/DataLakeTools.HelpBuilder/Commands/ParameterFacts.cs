namespace DataLakeTools.HelpBuilder.Commands;

/// <summary>What the compiled cmdlet knows of a parameter.</summary>
public sealed record ParameterFacts
{
    /// <summary>The name, without a dash.</summary>
    public required string Name { get; init; }

    /// <summary>The class that declares it: the cmdlet's own, or one that several cmdlets share.</summary>
    public required string DeclaringClass { get; init; }

    /// <summary>The type; of <c>int?</c> it is <c>int</c>.</summary>
    public required Type Type { get; init; }

    /// <summary>One for each parameter set that has it, or one for all.</summary>
    public required IReadOnlyList<ParameterBinding> Bindings { get; init; }

    /// <summary>Its other names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The words it accepts; none if it accepts others too.</summary>
    public IReadOnlyList<string> AcceptedValues { get; init; } = [];

    /// <summary>The least and the greatest value it accepts, if it says so.</summary>
    public (object Least, object Greatest)? Range { get; init; }

    /// <summary>Whether it takes wildcards.</summary>
    public bool TakesWildcards { get; init; }

    /// <summary>What it is when left out; null for nothing.</summary>
    public object? Default { get; init; }

    /// <summary>Whether it is a switch.</summary>
    public bool IsSwitch => Type.Name == "SwitchParameter";

    /// <summary>Whether it takes objects of the pipeline.</summary>
    public bool TakesPipeline => Bindings.Any(binding => binding.ByValue);

    /// <summary>How it is bound in a parameter set; null if that set does not have it.</summary>
    public ParameterBinding? In(string? parameterSet) =>
        Bindings.FirstOrDefault(binding => binding.ParameterSet == parameterSet) ?? Bindings.FirstOrDefault(binding => binding.ParameterSet is null);
}
