using System.Text;
using DataLakeTools.HelpBuilder.Pages;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace DataLakeTools.HelpBuilder.Writing;

/// <summary>Writes an about_ topic as the text file that Get-Help shows: headings at the margin, text indented and wrapped.</summary>
public sealed class TopicWriter(string culture)
{
    /// <summary>How many columns a line has at most; code may have more.</summary>
    public const int Width = 80;
    /// <summary>How far text is indented.</summary>
    public const int Indent = 4;

    private readonly HelpWords _words = HelpWords.Of(culture);

    /// <summary>Writes a topic to a file.</summary>
    public void Write(AboutTopic topic, string file) => File.WriteAllText(file, TextOf(topic));

    /// <summary>The text of a topic. Get-Help takes its fifth line as the synopsis.</summary>
    public string TextOf(AboutTopic topic)
    {
        var text = new StringBuilder();
        Heading(_words.Topic, 0);
        Lines(topic.Name, Indent);
        text.Append('\n');
        Heading(_words.ShortDescription, 0);
        Wrapped(topic.ShortDescription, Indent, 0);
        text.Append('\n');
        Heading(_words.LongDescription, 0);
        foreach (var block in topic.Blocks)
        {
            switch (block)
            {
                case HeadingBlock { Level: <= 2 } heading:
                    Heading(PlainText.Of(heading).ToUpperInvariant(), 0);
                    continue;
                case HeadingBlock heading:
                    Heading(PlainText.Of(heading), Indent / 2);
                    continue;
                case CodeBlock:
                    Lines(PlainText.Of(block), Indent * 2);
                    break;
                case Table table:
                    WriteTable(table);
                    break;
                case ListBlock:
                    PlainText.Of(block).Split('\n').ToList().ForEach(item => Wrapped(item, Indent, 2));
                    break;
                default:
                    Wrapped(PlainText.Of(block), Indent, 0);
                    break;
            }

            text.Append('\n');
        }

        return text.ToString();

        // A table that is too wide for a console is told row by row.
        void WriteTable(Table table)
        {
            var asTable = PlainText.Of(table);
            if (asTable.Split('\n').Max(line => line.Length) + Indent <= Width)
            {
                Lines(asTable, Indent);
                return;
            }

            foreach (var row in PlainText.RowsOf(table))
            {
                Wrapped(row[0], Indent, 0);
                row.Skip(1).ToList().ForEach(cell => Wrapped(cell, Indent * 2, 0));
            }
        }

        void Heading(string heading, int indent) => text.Append(' ', indent).Append(heading).Append('\n');

        void Lines(string lines, int indent)
        {
            foreach (var line in lines.Split('\n'))
            {
                text.Append(' ', line.Length == 0 ? 0 : indent).Append(line).Append('\n');
            }
        }

        void Wrapped(string paragraph, int indent, int hanging)
        {
            var column = 0;
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (column > 0 && column + 1 + word.Length > Width)
                {
                    text.Append('\n');
                    column = 0;
                    indent += hanging;
                    hanging = 0;
                }

                var space = column == 0 ? indent : 1;
                text.Append(' ', space).Append(word);
                column += space + word.Length;
            }

            text.Append('\n');
        }
    }
}
