namespace DataLakeTools.Architecture.Tests;

/// <summary>Fails with every violation in a line of its own.</summary>
internal static class Rule
{
    public static void HasNoViolation(IEnumerable<string> violations)
    {
        string[] found = [.. violations.Distinct().Order(StringComparer.Ordinal)];
        Assert.True(found.Length == 0, string.Join(Environment.NewLine, found));
    }
}
