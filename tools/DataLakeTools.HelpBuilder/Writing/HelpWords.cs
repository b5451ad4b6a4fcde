namespace DataLakeTools.HelpBuilder.Writing;

/// <summary>The few words that the builder itself says, in the language of a book.</summary>
public sealed record HelpWords
{
    private static readonly HelpWords English = new();

    private static readonly HelpWords Portuguese = new()
    {
        Online = "Versão online:",
        Example = "Exemplo",
        AcceptedValues = "Valores aceitos",
        Range = "Aceita de {0} a {1}.",
        Today = "Hoje",
        None = "Nenhum",
        Topic = "TÓPICO",
        ShortDescription = "DESCRIÇÃO CURTA",
        LongDescription = "DESCRIÇÃO LONGA",
    };

    /// <summary>Before the address that Get-Help -Online opens.</summary>
    public string Online { get; private init; } = "Online version:";

    /// <summary>Before the number of an example.</summary>
    public string Example { get; private init; } = "Example";

    /// <summary>Before the words that a parameter accepts.</summary>
    public string AcceptedValues { get; private init; } = "Accepted values";

    /// <summary>The least and the greatest value of a parameter.</summary>
    public string Range { get; private init; } = "Accepts {0} to {1}.";

    /// <summary>The default of a date.</summary>
    public string Today { get; private init; } = "Today";

    /// <summary>The default of a parameter that has none.</summary>
    public string None { get; private init; } = "None";

    /// <summary>The first heading of an about_ topic.</summary>
    public string Topic { get; private init; } = "TOPIC";

    /// <summary>The second heading of an about_ topic.</summary>
    public string ShortDescription { get; private init; } = "SHORT DESCRIPTION";

    /// <summary>The third heading of an about_ topic.</summary>
    public string LongDescription { get; private init; } = "LONG DESCRIPTION";

    /// <summary>The words of a culture.</summary>
    /// <exception cref="InvalidDataException">The builder does not speak it.</exception>
    public static HelpWords Of(string culture) => culture switch
    {
        "en-US" => English,
        "pt-BR" => Portuguese,
        _ => throw new InvalidDataException($"The help builder has no words for '{culture}'; add them to HelpWords."),
    };
}
