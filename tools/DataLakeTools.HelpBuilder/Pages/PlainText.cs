using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DataLakeTools.HelpBuilder.Pages;

/// <summary>Markdown as plain text: emphasis, code marks and addresses of links fall away, lists and tables stay readable.</summary>
public static class PlainText
{
    private const string ColumnGap = "  ";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    /// <summary>Reads Markdown with tables.</summary>
    public static MarkdownDocument Parse(string markdown) => Markdown.Parse(markdown, Pipeline);

    /// <summary>A block as one paragraph, lines with line feeds between them.</summary>
    public static string Of(Block block) => block switch
    {
        CodeBlock code => code.Lines.ToString().ReplaceLineEndings("\n").TrimEnd(),
        ListBlock list => string.Join('\n', list.Cast<ListItemBlock>().Select((item, index) => ItemOf(list, item, index))),
        Table table => TableOf(table),
        LeafBlock leaf => Of(leaf.Inline),
        ContainerBlock container => string.Join("\n\n", container.Select(Of)),
        _ => string.Empty,
    };

    /// <summary>Text of one line.</summary>
    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        Append(inlines ?? [], text);
        return text.ToString().Trim();
    }

    private static void Append(ContainerInline inlines, StringBuilder text)
    {
        foreach (var inline in inlines)
        {
            switch (inline)
            {
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case LineBreakInline:
                    text.Append(' ');
                    break;
                case ContainerInline container:
                    Append(container, text);
                    break;
                default:
                    throw new InvalidDataException($"Line {inline.Line + 1}: {inline.GetType().Name} has no plain text.");
            }
        }
    }

    private static string ItemOf(ListBlock list, ListItemBlock item, int index)
    {
        var mark = list.IsOrdered ? $"{index + 1}. " : "- ";
        return mark + string.Join('\n', item.Select(Of)).Replace("\n", "\n" + new string(' ', mark.Length), StringComparison.Ordinal);
    }

    /// <summary>The cells of a table, the header first.</summary>
    public static IReadOnlyList<string[]> RowsOf(Table table) => [.. table.Cast<TableRow>().Select(row => row.Select(Of).ToArray())];

    private static string TableOf(Table table)
    {
        var rows = RowsOf(table);
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        var ruled = rows.Take(1).Append([.. widths.Select((width, column) => new string('-', rows[0][column].Length))]).Concat(rows.Skip(1));
        return string.Join('\n', ruled.Select(row => string.Join(ColumnGap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }
}
