using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tests.Csv;

/// <summary>Which error a failed check is.</summary>
public sealed class CsvProblemErrorsTests
{
    public static TheoryData<CsvProblemKind> Kinds => [.. Enum.GetValues<CsvProblemKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Problems_of_any_one_kind_have_an_error_of_their_own_and_are_a_failed_check_that_no_other_attempt_mends(CsvProblemKind kind)
    {
        var error = CsvProblemErrors.Of(new HashSet<CsvProblemKind> { kind });

        Assert.NotEqual(DataLakeError.CsvCheckFailed, error);
        Assert.True(error.IsFailedCheck());
        Assert.True(error.IsPermanent());
    }

    [Fact]
    public void Problems_of_several_kinds_are_a_failed_check_that_no_other_attempt_mends()
    {
        Assert.True(DataLakeError.CsvCheckFailed.IsFailedCheck());
        Assert.True(DataLakeError.CsvCheckFailed.IsPermanent());
    }

    [Theory]
    [InlineData("", null, DataLakeError.CsvEmpty)]
    [InlineData("\n1\n", null, DataLakeError.CsvEmpty)]
    [InlineData("a|b\n1|2\n3\n4|5|6\n", null, DataLakeError.CsvFieldCount)]
    [InlineData("a|b\n1|\u00ff\n", null, DataLakeError.CsvNotUtf8)]
    [InlineData("a|b\n1|\0\n", null, DataLakeError.CsvNotText)]
    [InlineData("\u00ff\u00fea\0", null, DataLakeError.CsvNotText)]
    [InlineData("a|b\r1|2\r3|4\r", null, DataLakeError.CsvBareReturn)]
    [InlineData("a|b\r\r\n1|2\r\n", null, DataLakeError.CsvBareReturn)]
    [InlineData("a,b\n\"1\",x\"y\n", null, DataLakeError.CsvQuoting)]
    [InlineData("a,b\n\"1\"x,2\n\"3,4\n", null, DataLakeError.CsvQuoting)]
    [InlineData("a|b\n1|2\n\u00ef\u00bb\u00bfa|b\n3|4\n", null, DataLakeError.CsvByteOrderMark)]
    [InlineData("PAR1abc\n", null, DataLakeError.CsvOtherFormat)]
    [InlineData("My great report\na;b;c\n1;2;3\n", null, DataLakeError.CsvNoHeader)]
    [InlineData("a;b\n1;2\n3;4\n", ',', DataLakeError.CsvWrongDelimiter)]
    [InlineData("a,b|c\n1|2\n3|4\n5|6\n", ',', DataLakeError.CsvWrongDelimiter)]
    [InlineData("a|b\n1\n2|x\ry\n", null, DataLakeError.CsvCheckFailed)]
    [InlineData("a|b\n1|\u00ff\n2|\0\n", null, DataLakeError.CsvCheckFailed)]
    public void A_file_fails_with_the_error_of_its_problems(string latin1, char? delimiter, DataLakeError expected) =>
        Assert.Equal(expected, CsvProblemErrors.Of(Scans.Scan(Encoding.Latin1.GetBytes(latin1), new CsvScanOptions { Delimiter = delimiter }).ProblemKinds));
}
