using System.Text.RegularExpressions;

namespace DataLakeTools.Module.Tests;

/// <summary>SECURITY.md names a test for each of its promises; the test has to be there.</summary>
public sealed partial class SecurityPromiseTests
{
    public static TheoryData<string> NamedTests { get; } =
        [.. TestName().Matches(File.ReadAllText(Repository.In("SECURITY.md"))).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    [Fact]
    public void Every_promise_names_a_test()
    {
        var rows = File.ReadAllLines(Repository.In("SECURITY.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| promise", StringComparison.Ordinal));

        Assert.All(rows, row => Assert.Matches(TestName(), row));
        Assert.True(NamedTests.Count > 20);
    }

    [Theory]
    [MemberData(nameof(NamedTests))]
    public void A_test_that_is_named_exists(string name) => NamedTest.AssertExists(name);

    [GeneratedRegex(@"`(?<name>[\w-]+\.Tests\.ps1: [^`]+|\w+Tests\.\w+)`")]
    private static partial Regex TestName();
}
