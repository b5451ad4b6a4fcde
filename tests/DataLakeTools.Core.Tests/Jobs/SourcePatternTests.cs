using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Tests.Raw;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class SourcePatternTests : IDisposable
{
    private readonly LocalFolder _local = new();

    public void Dispose() => _local.Dispose();

    // What Send-RawCsv takes, whose rules are PowerShell's.
    [Theory]
    [InlineData("movies?.csv", "movies1.csv", "movies2.csv")]
    [InlineData("*.*", "movies.csv", "movies1.csv", "movies2.csv")]
    [InlineData("movies*.csv", "movies.csv", "movies1.csv", "movies2.csv")]
    [InlineData("README*", "README")]
    [InlineData("*", "README", "movies.csv", "movies1.csv", "movies2.csv")]
    public void A_question_mark_is_one_letter_and_a_dot_is_a_dot(string pattern, params string[] expected)
    {
        foreach (var name in new[] { "movies.csv", "movies1.csv", "movies2.csv", "README" })
        {
            _local.Write(name, "a|b\n");
        }

        Assert.Equal(expected, SourcePattern.FilesOf([pattern], _local.Root, failure => throw failure).Select(Path.GetFileName));
    }

    [Fact]
    public void A_backslash_is_a_letter_where_it_separates_no_folders()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Equal('\\', Path.DirectorySeparatorChar);
            return;
        }

        _local.Write("a\\b1.csv", "a|b\n");

        Assert.Equal(["a\\b1.csv"], SourcePattern.FilesOf(["a\\b*.csv"], _local.Root, failure => throw failure).Select(Path.GetFileName));
    }
}
