using System.Text.RegularExpressions;

namespace DataLakeTools.Module.Tests;

/// <summary>A test that a document names: <c>S3FaultTests.A_part_is_sent_again</c> or <c>Secrets.Tests.ps1: stay out</c>.</summary>
internal static class NamedTest
{
    /// <summary>Fails where there is no such test. Whether it ran and passed, tests/Invoke-TestRun.ps1 sees when all have run.</summary>
    public static void AssertExists(string name)
    {
        var (file, pattern) = name.Split(".Tests.ps1: ") is [var pester, var words]
            ? ($"{pester}.Tests.ps1", $@"^\s*It '{Regex.Escape(words)}'")
            : ($"{name.Split('.')[0]}.cs", $@"\[(Fact|Theory|SkippableFact|SkippableTheory)\]\s+(\[.*\]\s+)*public (async Task|void) {Regex.Escape(name.Split('.')[1])}\(");

        Assert.Contains(
            Directory.EnumerateFiles(Repository.In("tests"), file, SearchOption.AllDirectories),
            path => Regex.IsMatch(File.ReadAllText(path), pattern, RegexOptions.Multiline));
    }
}
