using System.Reflection;
using DataLakeTools.HelpBuilder.Checking;
using DataLakeTools.HelpBuilder.Commands;
using DataLakeTools.HelpBuilder.Pages;

namespace DataLakeTools.Module.Tests;

/// <summary>Holds the help texts against the compiled cmdlets, also where no PowerShell is.</summary>
public sealed class HelpTests : IDisposable
{
    private static readonly Assembly Cmdlets = Assembly.LoadFrom(NewestBuild());

    private readonly List<string> _copies = [];

    /// <summary>Removes the changed copies.</summary>
    public void Dispose() => _copies.ForEach(copy => Directory.Delete(copy, recursive: true));

    [Fact]
    public void Every_cmdlet_and_every_parameter_has_help_in_every_language()
    {
        var findings = Check(Docs("en-US"), Docs("pt-BR"));

        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [Theory]
    [InlineData("### -Quiet", "### -Loud", "Test-RawCsv: -Quiet has no text", "Test-RawCsv: there is a text for -Loud")]
    [InlineData("## SYNOPSIS\n\nChecks", "## SYNOPSIS\n\nTest-RawCsv checks", "Test-RawCsv: the synopsis is empty or names the cmdlet itself")]
    [InlineData("### System.Boolean", "### System.Bool", "Test-RawCsv: OUTPUTS are not")]
    [InlineData("### System.String", "### System.Text", "Test-RawCsv: INPUTS are not")]
    [InlineData("(Send-RawCsv.md)", "(Sent-RawCsv.md)", "the link 'Send-RawCsv' leads to no cmdlet")]
    [InlineData("```powershell\nTest-RawCsv", "```powershell\nTest-RawCSV", "pt-BR: Test-RawCsv: the examples are not those of en-US")]
    public void What_drifts_is_found(string before, string after, params string[] expected)
    {
        var changed = Copy("en-US", "Test-RawCsv.md", text => text.Replace(before, after, StringComparison.Ordinal));

        var findings = Check(changed, Docs("pt-BR"));

        Assert.All(expected, part => Assert.Contains(findings, finding => finding.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_page_that_is_gone_and_a_page_of_nothing_are_found()
    {
        var changed = Copy("en-US", "Test-RawCsv.md", text => text.Replace("# Test-RawCsv\n", "# Test-RawFile\n", StringComparison.Ordinal), "Test-RawFile.md");

        var findings = Check(changed, Docs("pt-BR"));

        Assert.Contains("en-US: Test-RawCsv has no page.", findings);
        Assert.Contains("en-US: Test-RawFile.md is about no cmdlet.", findings);
    }

    [Fact]
    public void A_parameter_of_a_shared_class_that_is_gone_is_found()
    {
        var changed = Copy("en-US", Path.Combine("shared", "LakeCommand.md"), text => text.Replace("### -Region", "### -Area", StringComparison.Ordinal));

        var findings = Check(changed, Docs("pt-BR"));

        Assert.Contains("en-US: Send-RawCsv: -Region has no text, neither here nor in shared/LakeCommand.md.", findings);
        Assert.Contains("en-US: shared/LakeCommand.md has a text for -Area, which that class does not declare.", findings);
    }

    [Fact]
    public void An_error_that_is_not_told_and_one_that_is_none_are_found()
    {
        var changed = Copy("pt-BR", "about_LakeErrors.md", text => text.Replace("### InvalidOption\n", "### InvalidChoice\n", StringComparison.Ordinal));

        var findings = Check(Docs("en-US"), changed);

        Assert.Contains("pt-BR: about_LakeErrors: InvalidOption is missing.", findings);
        Assert.Contains("pt-BR: about_LakeErrors: InvalidChoice is no error.", findings);
    }

    private static string NewestBuild() => Directory
        .EnumerateFiles(Repository.In("src", "DataLakeTools", "bin"), "DataLakeTools.dll", SearchOption.AllDirectories)
        .MaxBy(File.GetLastWriteTimeUtc)!;

    private static string Docs(string culture) => Repository.In("module", "docs", culture);

    private static List<string> Check(params string[] folders)
    {
        // Core lies beside the cmdlets; the types of PowerShell come with the help builder.
        var core = Assembly.LoadFrom(Path.Combine(Path.GetDirectoryName(Cmdlets.Location)!, "DataLakeTools.Core.dll"));
        var errors = Enum.GetNames(core.GetType("DataLakeTools.DataLakeError", throwOnError: true)!);
        return [.. new HelpCheck(CommandReader.Read(Cmdlets), errors).Run([.. folders.Select(HelpBook.Read)])];
    }

    private string Copy(string culture, string page, Func<string, string> change, string? newName = null)
    {
        _copies.Add(Directory.CreateTempSubdirectory("help").FullName);
        var folder = Path.Combine(_copies[^1], culture);
        foreach (var file in Directory.EnumerateFiles(Docs(culture), "*.md", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Docs(culture), file);
            var text = File.ReadAllText(file).ReplaceLineEndings("\n");
            var copied = Path.Combine(folder, name == page ? newName ?? page : name);
            Directory.CreateDirectory(Path.GetDirectoryName(copied)!);
            File.WriteAllText(copied, name == page ? change(text) : text);
        }

        return folder;
    }
}
