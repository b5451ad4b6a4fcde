using DataLakeTools.HelpBuilder.Pages;
using DataLakeTools.HelpBuilder.Writing;

namespace DataLakeTools.Module.Tests;

/// <summary>How Markdown becomes help.</summary>
public sealed class HelpPageTests
{
    [Fact]
    public void An_example_is_its_code_its_output_and_its_remarks()
    {
        var page = HelpPageReader.Read("""
            # Get-Thing

            ## EXAMPLES

            ### One thing

            ```powershell
            Get-Thing |
                Format-Table
            ```

            ```output
               Name
               ----
            ```

            Shows `one` [thing](Thing.md),
            and no more.
            """);

        var example = Assert.Single(page.Examples);
        Assert.Equal(("One thing", "Get-Thing |\n    Format-Table", "   Name\n   ----"), (example.Title, example.Code, example.Output));
        Assert.Equal(["Shows one thing, and no more."], example.Remarks);
    }

    [Theory]
    [InlineData("Get-Thing\n", "no heading")]
    [InlineData("# Get-Thing\n\n## SYNOPSYS\n", "'SYNOPSYS' is none of the headings")]
    [InlineData("# Get-Thing\n\n## NOTES\n\n## NOTES\n", "'NOTES' is there twice, the second time in line 5")]
    public void What_is_no_page_is_refused(string markdown, string expected)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => HelpPageReader.Read(markdown));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_topic_is_wrapped_and_its_synopsis_stands_in_the_fifth_line()
    {
        var topic = AboutTopic.Read($"""
            # about_Thing

            Things.

            {string.Join(' ', Enumerable.Repeat("word", 30))}

            - {string.Join(' ', Enumerable.Repeat("item", 20))}

            | name | what |
            | --- | --- |
            | a | b |

            | name | what |
            | --- | --- |
            | a | {string.Join(' ', Enumerable.Repeat("long", 30))} |
            """);

        var lines = new TopicWriter("en-US").TextOf(topic).Split('\n');

        Assert.Equal("    Things.", lines[4]);
        Assert.All(lines, line => Assert.True(line.Length <= TopicWriter.Width, line));
        Assert.Contains("      item item item item item", lines);
        Assert.Contains("    a     b", lines);
        Assert.Contains("    a", lines);
        Assert.Contains(lines, line => line.StartsWith("        long long", StringComparison.Ordinal));
    }
}
