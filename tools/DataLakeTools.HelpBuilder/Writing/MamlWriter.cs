using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using DataLakeTools.HelpBuilder.Commands;
using DataLakeTools.HelpBuilder.Pages;

namespace DataLakeTools.HelpBuilder.Writing;

/// <summary>Writes the help of cmdlets in the form that Get-Help reads: MAML.</summary>
/// <param name="book">The texts.</param>
/// <param name="online">Where the folder of the docs is on the web, for Get-Help -Online.</param>
public sealed class MamlWriter(HelpBook book, Uri online)
{
    private const int TitleWidth = 64;

    private static readonly XNamespace Help = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly HelpWords _words = HelpWords.Of(book.Culture);

    /// <summary>Writes the help of cmdlets to a file. Cmdlets without a page are left out.</summary>
    public void Write(IEnumerable<CommandFacts> commands, string file)
    {
        var document = new XDocument(new XElement(
            Help + "helpItems",
            new XAttribute("schema", "maml"),
            commands.Where(command => book.Pages.ContainsKey(command.Name)).Select(command => Item(command, book.Pages[command.Name]))));

        // Nothing is indented: space between paragraphs would be shown.
        using var writer = XmlWriter.Create(file, new XmlWriterSettings { Indent = false, NewLineHandling = NewLineHandling.None });
        document.Save(writer);
    }

    private XElement Item(CommandFacts command, HelpPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", command.Name),
            new XElement(Command + "verb", command.Verb),
            new XElement(Command + "noun", command.Noun),
            Paragraphs(Maml + "description", [page.Synopsis])),
        Paragraphs(Maml + "description", page.Description),
        new XElement(Command + "syntax", command.ParameterSets.Select(set => Syntax(command, set))),
        new XElement(Command + "parameters", command.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal).Select(parameter => Parameter(command, parameter))),
        new XElement(Command + "inputTypes", page.Inputs.Select(input => TypeOf(Command + "inputType", input.Key, input.Value))),
        new XElement(Command + "returnValues", page.Outputs.Select(output => TypeOf(Command + "returnValue", output.Key, output.Value))),
        new XElement(Maml + "alertSet", Paragraphs(Maml + "alert", page.Notes)),
        new XElement(Command + "examples", page.Examples.Select(Example)),
        new XElement(Command + "relatedLinks", page.Links.Prepend((_words.Online, $"{online}/{book.Culture}/{command.Name}.md")).Select(Link)));

    private static XElement Syntax(CommandFacts command, string? set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", command.Name),
        command.Parameters
            .Select(parameter => (Facts: parameter, Binding: parameter.In(set)))
            .Where(parameter => parameter.Binding is not null)
            .OrderBy(parameter => parameter.Binding!.Position ?? int.MaxValue)
            .ThenByDescending(parameter => parameter.Binding!.IsMandatory)
            .ThenBy(parameter => parameter.Facts.Name is "WhatIf" or "Confirm")
            .Select(parameter => SyntaxParameter(parameter.Facts, parameter.Binding!)));

    private static XElement SyntaxParameter(ParameterFacts parameter, ParameterBinding binding) => new(
        Command + "parameter",
        Binding(parameter, [binding]),
        new XElement(Maml + "name", parameter.Name),
        parameter.AcceptedValues.Count == 0 ? null : new XElement(
            Command + "parameterValueGroup",
            parameter.AcceptedValues.Select(value => new XElement(Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value))),
        parameter.IsSwitch || parameter.AcceptedValues.Count > 0 ? null : Value(parameter));

    private XElement Parameter(CommandFacts command, ParameterFacts parameter) => new(
        Command + "parameter",
        Binding(parameter, parameter.Bindings),
        new XElement(Maml + "name", parameter.Name),
        Paragraphs(Maml + "description", [.. book.TextOf(command, parameter), .. Accepted(parameter)]),
        Value(parameter),
        new XElement(Dev + "type", new XElement(Maml + "name", TypeNames.Short(parameter.Type)), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", DefaultText.Of(parameter, _words)));

    private IEnumerable<string> Accepted(ParameterFacts parameter)
    {
        if (parameter.AcceptedValues.Count > 0)
        {
            yield return $"{_words.AcceptedValues}: {string.Join(", ", parameter.AcceptedValues)}.";
        }

        // A greatest value that is only the end of the number's type tells a reader nothing.
        if (parameter.Range is { } range && range.Greatest is not (int.MaxValue or int.MaxValue / 2 or long.MaxValue))
        {
            yield return string.Format(CultureInfo.InvariantCulture, _words.Range, range.Least, range.Greatest);
        }
    }

    private static IEnumerable<XAttribute> Binding(ParameterFacts parameter, IReadOnlyList<ParameterBinding> bindings)
    {
        var byValue = bindings.Any(binding => binding.ByValue);
        var byName = bindings.Any(binding => binding.ByPropertyName);
        var position = bindings.Select(binding => binding.Position).FirstOrDefault(position => position is not null);
        return
        [
            new XAttribute("required", bindings.All(binding => binding.IsMandatory) ? "true" : "false"),
            new XAttribute("variableLength", parameter.Type.IsArray ? "true" : "false"),
            new XAttribute("globbing", parameter.TakesWildcards ? "true" : "false"),
            new XAttribute("pipelineInput", (byValue, byName) switch
            {
                (true, true) => "True (ByValue, ByPropertyName)",
                (true, false) => "True (ByValue)",
                (false, true) => "True (ByPropertyName)",
                _ => "False",
            }),
            new XAttribute("position", position is { } place ? place.ToString(CultureInfo.InvariantCulture) : "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        ];
    }

    private static XElement Value(ParameterFacts parameter) => new(
        Command + "parameterValue",
        new XAttribute("required", parameter.IsSwitch ? "false" : "true"),
        new XAttribute("variableLength", parameter.Type.IsArray ? "true" : "false"),
        TypeNames.Short(parameter.Type));

    private static XElement TypeOf(XName element, string name, IReadOnlyList<string> text) => new(
        element,
        new XElement(Dev + "type", new XElement(Maml + "name", name)),
        Paragraphs(Maml + "description", text));

    // The output stands with the code, where Get-Help keeps lines and columns as they are. The empty paragraph keeps the next title apart.
    private XElement Example(HelpExample example, int index)
    {
        var title = $" {_words.Example} {index + 1}: {example.Title} ";
        var dashes = new string('-', Math.Max(3, (TitleWidth - title.Length) / 2));
        return new XElement(
            Command + "example",
            new XElement(Maml + "title", dashes + title + dashes),
            Paragraphs(Maml + "introduction", ["PS> "]),
            new XElement(Dev + "code", example.Output.Length == 0 ? example.Code : example.Code + "\n\n" + example.Output),
            Paragraphs(Dev + "remarks", example.Remarks.Append(string.Empty)));
    }

    private static XElement Link((string Text, string Address) link) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", link.Text),
        new XElement(Maml + "uri", Uri.IsWellFormedUriString(link.Address, UriKind.Absolute) ? link.Address : string.Empty));

    private static XElement Paragraphs(XName element, IEnumerable<string> texts) => new(element, texts.Select(text => new XElement(Maml + "para", text)));
}
