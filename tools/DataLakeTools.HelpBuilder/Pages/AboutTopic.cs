using Markdig.Syntax;

namespace DataLakeTools.HelpBuilder.Pages;

/// <summary>An about_ topic: a first heading, a first paragraph that is its short description, and the rest.</summary>
public sealed class AboutTopic
{
    private AboutTopic(string name, string shortDescription, IReadOnlyList<Block> blocks)
    {
        Name = name;
        ShortDescription = shortDescription;
        Blocks = blocks;
    }

    /// <summary>The name, with about_.</summary>
    public string Name { get; }

    /// <summary>One sentence.</summary>
    public string ShortDescription { get; }

    /// <summary>What follows.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>The headings of a level.</summary>
    public IEnumerable<string> Headings(int level) => Blocks.OfType<HeadingBlock>().Where(heading => heading.Level == level).Select(PlainText.Of);

    /// <summary>Reads Markdown.</summary>
    /// <exception cref="InvalidDataException">It is no topic.</exception>
    public static AboutTopic Read(string markdown) => PlainText.Parse(markdown).ToArray() is [HeadingBlock { Level: 1 } title, ParagraphBlock first, .. var rest]
        ? new AboutTopic(PlainText.Of(title), PlainText.Of(first), rest)
        : throw new InvalidDataException("A topic begins with a heading and a paragraph.");
}
