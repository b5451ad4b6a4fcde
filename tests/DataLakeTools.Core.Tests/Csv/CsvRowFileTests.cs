using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Csv;

namespace DataLakeTools.Core.Tests.Csv;

public sealed class CsvRowFileTests
{
    [Theory]
    [InlineData("ID|Id|name", "ID", 0)]
    [InlineData("ID|Id|name", "Id", 1)]
    [InlineData("ID|Id|name", "Id_2", 1)]
    [InlineData("ID|Id|name", "id_2", 1)]
    [InlineData("ID|Id|name", "NAME", 2)]
    [InlineData("id|id|name", "id", 0)]
    [InlineData("id|id|name", "ID", 0)]
    [InlineData("id||name", "column2", 1)]
    public void A_column_is_found_by_its_exact_name_first(string header, string column, int expected)
    {
        using var rows = Rows.Open($"{header}\n1|2|3\n");

        Assert.Equal(expected, CsvRowFile.IndexOf(rows, column, "movies.csv"));
    }

    [Fact]
    public void A_name_that_fits_several_columns_but_for_upper_and_lower_case_is_refused()
    {
        using var rows = Rows.Open("ID|Id|name\n1|2|3\n");

        var error = Assert.Throws<DataLakeException>(() => CsvRowFile.IndexOf(rows, "id", "movies.csv"));

        Assert.Equal(DataLakeError.InvalidOption, error.Error);
        Assert.Contains("ID, Id", error.Message, StringComparison.Ordinal);
    }
}
