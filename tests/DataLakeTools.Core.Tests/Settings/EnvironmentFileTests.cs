using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Settings;
using DataLakeTools.Core.Tests.Raw;

namespace DataLakeTools.Core.Tests.Settings;

public sealed class EnvironmentFileTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG";

    [Theory]
    [InlineData("A=b", "b")]
    [InlineData("A = b", "b")]
    [InlineData("  A=b  ", "b")]
    [InlineData("export A=b", "b")]
    [InlineData("export\tA=b", "b")]
    [InlineData("A=", "")]
    [InlineData("A= # nothing", "")]
    [InlineData("A=a=b==", "a=b==")]
    [InlineData("A=b # a comment", "b")]
    [InlineData("A=b\t# a comment", "b")]
    [InlineData("A=b#c", "b#c")]
    [InlineData("A=#b", "#b")]
    [InlineData("A=b c", "b c")]
    [InlineData("A='b # c'", "b # c")]
    [InlineData("A=\"b # c\" # d", "b # c")]
    [InlineData("A='b\\n'", "b\\n")]
    [InlineData("A=\"b\\n\\t\\\"\\\\\\$c\"", "b\n\t\"\\$c")]
    [InlineData("A=\"b\\qc\"", "b\\qc")]
    [InlineData("A=\"one\ntwo\"", "one\ntwo")]
    [InlineData("A='one\r\ntwo'", "one\r\ntwo")]
    [InlineData("A=\"\"", "")]
    [InlineData("A=it's", "it's")]
    [InlineData("A=$HOME", "$HOME")]
    [InlineData("A=São João 🎬", "São João 🎬")]
    [InlineData("\uFEFFA=b", "b")]
    [InlineData("# first\n\n \t\nA=b\n# last", "b")]
    [InlineData("[default]\nA=b", "b")]
    [InlineData("A=b\r\n", "b")]
    public void A_value_is_what_the_line_says(string text, string expected)
    {
        var variable = Assert.Single(Parse(text));

        Assert.Equal(("A", expected), (variable.Name, variable.Value));
    }

    [Theory]
    [InlineData("aws_access_key_id=b", "AWS_ACCESS_KEY_ID")]
    [InlineData("tmdb_token=b", "TMDB_TOKEN")]
    [InlineData("datalake_uri=b", "DATALAKE_URI")]
    [InlineData("AWS_REGION=b", "AWS_REGION")]
    [InlineData("other_name=b", "other_name")]
    [InlineData("export=b", "export")]
    [InlineData("_1=b", "_1")]
    public void The_names_that_AWS_and_we_read_are_in_upper_case(string text, string expected) => Assert.Equal(expected, Assert.Single(Parse(text)).Name);

    [Fact]
    public void Of_a_name_that_stands_twice_the_last_counts() => Assert.Equal("c", Assert.Single(Parse("aws_region=b\nAWS_REGION=c")).Value);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Variables_come_in_the_order_of_the_file_with_their_lines(string end) => Assert.Equal(
        [("B", 2), ("A", 3), ("C", 6)],
        Parse(string.Join(end, "# comment", "B=1", "A=\"2", "3\"", "", "C=4")).Select(variable => (variable.Name, variable.Line)));

    [Theory]
    [InlineData("A=1\nWJALRXUTNFEMI/K7MDENG", 2, "is not a NAME=value line")]
    [InlineData("A=1\n=wJalrXUtnFEMI/K7MDENG", 2, "is not a NAME=value line")]
    [InlineData("1A=wJalrXUtnFEMI/K7MDENG", 1, "is not a NAME=value line")]
    [InlineData("A B=wJalrXUtnFEMI/K7MDENG", 1, "is not a NAME=value line")]
    [InlineData("A-B=wJalrXUtnFEMI/K7MDENG", 1, "is not a NAME=value line")]
    [InlineData("export =wJalrXUtnFEMI/K7MDENG", 1, "is not a NAME=value line")]
    [InlineData("A=1\r\nB=\"wJalrXUtnFEMI/K7MDENG", 2, "opens a \" that is never closed")]
    [InlineData("A='wJalrXUtnFEMI/K7MDENG\nB=2\n", 1, "opens a ' that is never closed")]
    [InlineData("A='1'wJalrXUtnFEMI/K7MDENG", 1, "goes on after the closing quote")]
    [InlineData("A=\"1\n2\"wJalrXUtnFEMI/K7MDENG", 2, "goes on after the closing quote")]
    [InlineData("A=\"1\\\n2\"wJalrXUtnFEMI/K7MDENG", 2, "goes on after the closing quote")]
    [InlineData("A=wJalrXUtnFEMI\0/K7MDENG", 1, "has a NUL character in its value")]
    [InlineData("[a]\nA=wJalrXUtnFEMI/K7MDENG\n[b]\n", 3, "begins a second section")]
    public void An_error_names_the_line_and_never_the_value(string text, int line, string wrong)
    {
        var refusal = Assert.Throws<DataLakeException>(() => Parse(text));

        Assert.Equal((DataLakeError.InvalidEnvironmentFile, $"Line {line} of '.env' {wrong}."), (refusal.Error, refusal.Message));
        Assert.DoesNotContain("K7MDENG", refusal.ToString() + refusal.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_shows_its_name_alone() => Assert.DoesNotContain(Secret, Assert.Single(Parse($"A={Secret}")).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_reported()
    {
        using var local = new LocalFolder();

        Assert.Equal(
            DataLakeError.SourceNotFound, Assert.Throws<DataLakeException>(() => EnvironmentFile.Read(Path.Combine(local.Root, ".env"))).Error);
    }

    [Fact]
    public void A_file_that_is_not_UTF8_is_refused_without_a_word_of_it()
    {
        using var local = new LocalFolder();
        var path = local.Write(".env", [.. "A="u8, 0xE9, .. Encoding.ASCII.GetBytes(Secret)]);

        var refusal = Assert.Throws<DataLakeException>(() => EnvironmentFile.Read(path));

        Assert.Equal(DataLakeError.InvalidEnvironmentFile, refusal.Error);
        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_large_to_be_one_is_refused()
    {
        using var local = new LocalFolder();

        Assert.Equal(
            DataLakeError.InvalidEnvironmentFile,
            Assert.Throws<DataLakeException>(() => EnvironmentFile.Read(local.Write(".env", new byte[1024 * 1024 + 1]))).Error);
    }

    [Fact]
    public void Applying_says_what_was_done_to_which_name()
    {
        const string Name = "DATALAKE_TEST_APPLY";
        try
        {
            Assert.Equal([new EnvironmentChange(Name, EnvironmentAction.Set, 1)], EnvironmentFile.Apply(Parse($"{Name}=a")));
            Assert.Equal([new EnvironmentChange(Name, EnvironmentAction.Unchanged, 1)], EnvironmentFile.Apply(Parse($"{Name}=a")));
            Assert.Equal([new EnvironmentChange(Name, EnvironmentAction.Replaced, 1)], EnvironmentFile.Apply(Parse($"{Name}=b")));
            Assert.Equal("b", Environment.GetEnvironmentVariable(Name));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }

    [Fact]
    public void Random_text_is_read_or_refused()
    {
        var random = new Random(3);
        const string Pieces = "A=B_1 \t\r\n\"'\\#[]$\0export ;é🎬";
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            try
            {
                Assert.All(Parse(text), variable => Assert.NotEmpty(variable.Name));
            }
            catch (DataLakeException refusal)
            {
                Assert.Equal(DataLakeError.InvalidEnvironmentFile, refusal.Error);
            }
        }
    }

    private static IReadOnlyList<EnvironmentVariable> Parse(string text) => EnvironmentFile.Parse(text, ".env");
}
