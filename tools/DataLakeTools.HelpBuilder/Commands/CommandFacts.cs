namespace DataLakeTools.HelpBuilder.Commands;

/// <summary>What the compiled assembly knows of a cmdlet.</summary>
public sealed record CommandFacts
{
    /// <summary>The verb.</summary>
    public required string Verb { get; init; }

    /// <summary>The noun.</summary>
    public required string Noun { get; init; }

    /// <summary>The class.</summary>
    public required string ClassName { get; init; }

    /// <summary>Its parameters, those that every cmdlet has left out.</summary>
    public required IReadOnlyList<ParameterFacts> Parameters { get; init; }

    /// <summary>The types that it says it writes.</summary>
    public required IReadOnlyList<Type> OutputTypes { get; init; }

    /// <summary>The parameter set that is meant when nothing tells; null if there is one set only.</summary>
    public string? DefaultParameterSet { get; init; }

    /// <summary>The name.</summary>
    public string Name => $"{Verb}-{Noun}";

    /// <summary>The types of what it takes from the pipeline as a whole, elements for arrays.</summary>
    public IEnumerable<Type> InputTypes =>
        Parameters.Where(parameter => parameter.TakesPipeline).Select(parameter => parameter.Type.GetElementType() ?? parameter.Type).Distinct();

    /// <summary>The parameter sets, the default one first; a null for a cmdlet that has only one.</summary>
    public IReadOnlyList<string?> ParameterSets
    {
        get
        {
            string?[] named = [.. Parameters.SelectMany(parameter => parameter.Bindings).Select(binding => binding.ParameterSet).OfType<string>().Distinct()];
            return named.Length == 0 ? [null] : [.. named.OrderByDescending(name => name == DefaultParameterSet)];
        }
    }
}
