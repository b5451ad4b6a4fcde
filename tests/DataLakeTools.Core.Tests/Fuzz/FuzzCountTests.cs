using System.Runtime.CompilerServices;

namespace DataLakeTools.Core.Tests.Fuzz;

public sealed class FuzzCountTests
{
    [Fact]
    public void All_kinds_of_input_have_more_than_200000_cases_together() => Assert.InRange(FuzzLoop.CasesOf.Values.Sum(), 200_000, int.MaxValue);

    [Fact]
    public void Each_kind_of_input_has_its_test()
    {
        var source = string.Concat(Directory.EnumerateFiles(Path.GetDirectoryName(Here())!, "*FuzzTests.cs").Select(File.ReadAllText));

        Assert.All(FuzzLoop.CasesOf.Keys, input => Assert.Contains($"FuzzLoop.Run(\"{input}\",", source, StringComparison.Ordinal));
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
