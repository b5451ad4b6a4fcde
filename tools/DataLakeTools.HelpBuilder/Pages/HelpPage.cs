namespace DataLakeTools.HelpBuilder.Pages;

/// <summary>The text of a cmdlet, or of parameters that cmdlets share, as a Markdown file has it.</summary>
public sealed record HelpPage
{
    /// <summary>The first heading.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence.</summary>
    public string Synopsis { get; init; } = string.Empty;

    /// <summary>A paragraph an element.</summary>
    public IReadOnlyList<string> Description { get; init; } = [];

    /// <summary>The examples.</summary>
    public IReadOnlyList<HelpExample> Examples { get; init; } = [];

    /// <summary>The parameters by name, without a dash.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What comes in, by the name of its type.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Inputs { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What comes out, by the name of its type.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Outputs { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What is left to say.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where to go on reading: text and address.</summary>
    public IReadOnlyList<(string Text, string Address)> Links { get; init; } = [];
}
