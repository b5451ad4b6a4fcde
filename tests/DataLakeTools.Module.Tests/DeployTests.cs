using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace DataLakeTools.Module.Tests;

/// <summary>Runs the tests of deploy/ that are quick; the others are run by hand, as their folder's own README says.</summary>
public sealed partial class DeployTests(ITestOutputHelper log)
{
    private const string Everything = "DATALAKE_TEST_DEPLOY";

    [SkippableTheory]
    [InlineData("test_terraform.Files")]
    [InlineData("test_terraform.Refusals", true)]
    [InlineData("test_terraform.Plain", true)]
    [InlineData("test_terraform.Everything", true)]
    [InlineData("test_athena", true)]
    [InlineData("test_schedules")]
    [InlineData("test_container.Written")]
    [InlineData("test_container", true)]
    public async Task The_tests_of_deploy_pass(string tests, bool isLong = false)
    {
        Skip.If(isLong && Environment.GetEnvironmentVariable(Everything) is null, $"Takes long; set {Everything} to 1 to run it.");
        var python = Command.Find("python3");
        Skip.If(python is null, "Python (python3) is not on this machine.");

        var run = await Command.RunAsync(python!, ["-m", "unittest", "-v", tests], Repository.In("tests", "deploy"));
        log.WriteLine(run.Error);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var skips = SkipReason().Matches(run.Error).Select(match => match.Groups["reason"].Value).Distinct().ToList();
        Skip.If(skips.Count > 0, $"Passed but for what needs more: {string.Join("; ", skips)}");
    }

    [GeneratedRegex(@"skipped (?<quote>['""])(?<reason>.*)\k<quote>\r?$", RegexOptions.Multiline)]
    private static partial Regex SkipReason();
}
