using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Tests.Errors;

public partial class AdviceTests
{
    [Fact]
    public void A_setting_is_called_what_the_host_calls_it()
    {
        var error = Assert.Throws<DataLakeException>(() => LakeAddress.Parse("http://lake"));

        Assert.EndsWith("goes into <EndpointUrl>.", error.Advice.ToText(new Brackets()), StringComparison.Ordinal);
        Assert.EndsWith("goes into \"endpointUrl\" in the job document.", error.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_that_a_host_has_nothing_for_leaves_no_gap()
    {
        Advice advice = $"Check the name, or create it{HowTo.CreateLake}.";

        Assert.Equal("Check the name, or create it<CreateLake>.", advice.ToText(new Brackets()));
        Assert.Equal("Check the name, or create it.", advice.ToString());
    }

    [Fact]
    public void Tables_are_made_by_a_step_where_a_job_says_what_to_do()
    {
        Advice advice = $"Make the tables{HowTo.BuildTables}.";

        Assert.Equal("Make the tables with a step BuildTables.", advice.ToText(AdviceWords.OfJobDocument));
    }

    [Fact]
    public void What_it_quotes_acts_on_no_console_and_names_no_setting()
    {
        var name = "\u001b[2J{Force}";
        Advice advice = $"Look at '{name}'.";

        Assert.Equal("Look at '?[2J{Force}'.", advice.ToText(new Brackets()));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_setting_has_a_property_of_a_document_or_a_variable(LakeSetting setting) =>
        Assert.Matches("^(\"[a-z][A-Za-z]+\"(: true)? in the job document|[A-Z_]+)$", AdviceWords.OfJobDocument.Of(setting));

    // Core does not know who shows what it says, so none of its texts may name what only PowerShell has.
    [Fact]
    public void No_text_of_Core_names_a_parameter_or_a_cmdlet()
    {
        var found = from file in Directory.EnumerateFiles(Path.Combine(Root(), "src/DataLakeTools.Core"), "*.cs", SearchOption.AllDirectories)
                    where !file.Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal)
                    from line in File.ReadLines(file)
                    where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
                    from Match text in Literal().Matches(line)
                    where Parameter().IsMatch(text.Value) || Cmdlet().IsMatch(text.Value) || text.Value.Contains("nameof(LakeSetting", StringComparison.Ordinal)
                    select $"{Path.GetFileName(file)}: {text.Value}";

        Assert.Empty(found);
    }

    public static TheoryData<LakeSetting> Settings() => new(Enum.GetValues<LakeSetting>());

    private static string Root([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../.."));

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?<![\w/'-])-[A-Z][a-z]+")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\b[A-Z][a-z]+-(Lake|Raw|Tmdb|DataLake)[A-Z]?")]
    private static partial Regex Cmdlet();

    private sealed class Brackets : AdviceWords
    {
        public override string Of(LakeSetting setting) => $"<{setting}>";

        public override string Of(HowTo task) => $"<{task}>";
    }
}
