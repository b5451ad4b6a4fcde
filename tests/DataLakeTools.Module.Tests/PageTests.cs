namespace DataLakeTools.Module.Tests;

/// <summary>What the page does in a browser, from a file and without a network.</summary>
/// <param name="page">The page.</param>
public sealed class PageTests(OpenedPage page) : IClassFixture<OpenedPage>
{
    [SkippableTheory]
    [InlineData("draws every chart, once, with marks in it")]
    [InlineData("has a section for every question, in order, and a way to it")]
    [InlineData("has what every figure can be traced to at its foot")]
    [InlineData("has a table under every chart that equals the data")]
    [InlineData("sorts a table by each of its columns, both ways, and says so")]
    [InlineData("copies a table as CSV that no spreadsheet runs")]
    [InlineData("shows names that mean harm, and does nothing of what they say")]
    [InlineData("speaks Portuguese in place, with its numbers, and English again")]
    [InlineData("has two themes: that of the system, and the one that is chosen")]
    [InlineData("prints light, without its buttons, and with what is in the charts")]
    [InlineData("is used by keyboard: skips to the questions, opens folds, saves charts")]
    [InlineData("has a width for phones, tablets and desks, in both languages")]
    [InlineData("has nothing serious that axe finds, light")]
    [InlineData("has nothing serious that axe finds, dark")]
    [InlineData("is one small file that asks for nothing and complains of nothing")]
    public void The_page(string what)
    {
        Skip.IfNot(PageCheck.Missing is null, PageCheck.Missing);

        Assert.Contains(what, page.Findings.Keys);
        Assert.Empty(page.Findings[what]);
    }

    [SkippableFact]
    public void The_page_is_looked_at_in_no_other_way_than_these()
    {
        Skip.IfNot(PageCheck.Missing is null, PageCheck.Missing);

        var named = typeof(PageTests).GetMethod(nameof(The_page))!.GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Length;
        Assert.Equal(page.Findings.Count, named);
    }

    [SkippableFact]
    public async Task The_page_of_the_sample_has_every_chart_and_is_as_good_as_that_of_made_up_answers()
    {
        Skip.IfNot(PageCheck.Missing is null, PageCheck.Missing);
        var folder = Directory.CreateTempSubdirectory("page-");
        try
        {
            var script = Path.Combine(folder.FullName, "page.ps1");
            await File.WriteAllTextAsync(script, """
                param($Repository, $Folder)
                $ErrorActionPreference = 'Stop'
                Import-Module $Repository/DataLakeTools.psd1
                Set-Location $Folder
                $null = Invoke-LakeJob $Repository/module/samples/dashboard.json -Date 2022-05-02 6> $null
                @(Get-LakeQuestion -Lake ./cinema | Where-Object -Not HasData).Name
                """);
            var run = await (await PowerShell.GetAsync()).RunFileAsync(script, Repository.Root, folder.FullName);
            Assert.True(run.ExitCode == 0, run.Output + run.Error);
            Assert.Equal(string.Empty, run.Output.Trim());

            var findings = await PageCheck.RunAsync(Path.Combine(folder.FullName, "cinema", "Refined", "Lake", "HTML", "Dashboard", "2022", "05", "02", "dashboard.html"));

            Assert.NotEmpty(findings);
            Assert.Empty(findings.SelectMany(check => check.Value.Select(finding => $"The page {check.Key}: {finding}")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
