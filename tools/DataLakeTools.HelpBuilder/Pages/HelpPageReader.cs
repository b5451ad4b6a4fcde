using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DataLakeTools.HelpBuilder.Pages;

/// <summary>
/// Reads a page of a cmdlet. Its second headings are those that help authors know (SYNOPSIS, DESCRIPTION, EXAMPLES,
/// PARAMETERS, INPUTS, OUTPUTS, NOTES, RELATED LINKS), in English in every language. SYNTAX is not among them: it comes from the
/// compiled cmdlet.
/// </summary>
public static class HelpPageReader
{
    private const string OutputFence = "output";

    private static readonly string[] Known = ["SYNOPSIS", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    /// <summary>Reads Markdown.</summary>
    /// <exception cref="InvalidDataException">It is no page of help.</exception>
    public static HelpPage Read(string markdown)
    {
        Block[] blocks = [.. PlainText.Parse(markdown)];
        if (blocks is not [HeadingBlock { Level: 1 } title, ..])
        {
            throw new InvalidDataException("The first line is no heading with the name of the cmdlet.");
        }

        var sections = Split(blocks.Skip(1), 2);
        if (sections.Keys.Except(Known).FirstOrDefault() is { } stranger)
        {
            throw new InvalidDataException($"'{stranger}' is none of the headings {string.Join(", ", Known)}.");
        }

        var links = Section("RELATED LINKS").SelectMany(block => block.Descendants<LinkInline>());
        return new HelpPage
        {
            Name = PlainText.Of(title),
            Synopsis = string.Join(' ', Section("SYNOPSIS").Select(PlainText.Of)),
            Description = Paragraphs(Section("DESCRIPTION")),
            Examples = [.. Split(Section("EXAMPLES"), 3).Select(part => ReadExample(part.Key, part.Value))],
            Parameters = Texts("PARAMETERS", name => name.TrimStart('-')),
            Inputs = Texts("INPUTS", name => name),
            Outputs = Texts("OUTPUTS", name => name),
            Notes = Paragraphs(Section("NOTES")),
            Links = [.. links.Select(link => (PlainText.Of(link), link.Url ?? string.Empty))],
        };

        IReadOnlyList<Block> Section(string name) => sections.GetValueOrDefault(name, []);

        Dictionary<string, IReadOnlyList<string>> Texts(string section, Func<string, string> nameOf) =>
            Split(Section(section), 3).ToDictionary(part => nameOf(part.Key), part => Paragraphs(part.Value));
    }

    private static HelpExample ReadExample(string title, IReadOnlyList<Block> blocks)
    {
        var fences = blocks.OfType<FencedCodeBlock>();
        return new HelpExample(
            title,
            string.Join("\n\n", fences.Where(fence => fence.Info != OutputFence).Select(PlainText.Of)),
            string.Join("\n\n", fences.Where(fence => fence.Info == OutputFence).Select(PlainText.Of)),
            Paragraphs(blocks.Where(block => block is not FencedCodeBlock)));
    }

    private static IReadOnlyList<string> Paragraphs(IEnumerable<Block> blocks) => [.. blocks.Select(PlainText.Of).Where(text => text.Length > 0)];

    // What stands under each heading of a level; what stands before the first one belongs to none.
    private static Dictionary<string, IReadOnlyList<Block>> Split(IEnumerable<Block> blocks, int level)
    {
        Dictionary<string, IReadOnlyList<Block>> parts = [];
        List<Block>? part = null;
        foreach (var block in blocks)
        {
            if (block is HeadingBlock heading && heading.Level == level)
            {
                var name = PlainText.Of(heading);
                part = [];
                if (!parts.TryAdd(name, part))
                {
                    throw new InvalidDataException($"'{name}' is there twice, the second time in line {heading.Line + 1}.");
                }
            }
            else
            {
                part?.Add(block);
            }
        }

        return parts;
    }
}
