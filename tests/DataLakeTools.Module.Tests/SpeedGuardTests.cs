using System.Text.RegularExpressions;

namespace DataLakeTools.Module.Tests;

/// <summary>The benchmarks can run, and the list of the tests that hold their figures is true.</summary>
public sealed partial class SpeedGuardTests
{
    private static readonly string Guards = File.ReadAllText(Repository.In("tests", "benchmarks", "guards.md"));

    public static TheoryData<string> Names { get; } = [.. Rows().Select(row => row.Groups["test"].Value)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_guard_that_is_named_is_a_test(string name) => NamedTest.AssertExists(name);

    [Fact]
    public void Every_figure_has_a_guard()
    {
        var figures = Rows().Select(row => row.Groups["figure"].Value.Trim()).Where(figure => figure.Length > 0);

        Assert.Equal(
            ["One large file", "Many small files", "Checking", "Unique ids", "Importing typed rows", "CSV to typed Parquet", "All tables", "Questions", "Page", "Starting", "Lambda cold start", "Batching", "Crawling", "Growing", "Whole lakes"],
            figures);
    }

    [Fact]
    public void The_results_name_the_same_guards() =>
        Assert.EndsWith(Guards.ReplaceLineEndings("\n"), File.ReadAllText(Repository.In("tests", "benchmarks", "RESULTS.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);

    [SkippableFact]
    public async Task The_script_that_measures_passes_its_tests()
    {
        var python = Command.Find("python3");
        Skip.If(python is null, "Python (python3) is not on this machine.");
        Skip.If(OperatingSystem.IsWindows(), "The script measures as Unix counts.");

        var run = await Command.RunAsync(python!, ["-B", "-m", "unittest", "test_measuring"], Repository.In("tests", "benchmarks"));

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    private static MatchCollection Rows() => Row().Matches(Guards);

    [GeneratedRegex(@"^\|(?<figure>[^|]*)\|[^|]*\| `(?<test>[^`]+)` \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
