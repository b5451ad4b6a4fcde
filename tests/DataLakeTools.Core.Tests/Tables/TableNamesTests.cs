using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class TableNamesTests
{
    [Theory]
    [InlineData("anoLancamento", "ano_lancamento")]
    [InlineData("Crime-War", "crime_war")]
    [InlineData("Film Title", "film_title")]
    [InlineData("IMDbID", "imdb_id")]
    [InlineData("título", "titulo")]
    [InlineData("a  b", "a_b")]
    [InlineData("_x_", "x")]
    [InlineData("2022", "_2022")]
    [InlineData("", "column")]
    [InlineData("東京", "column")]
    [InlineData("x\"; DROP TABLE y; --", "x_drop_table_y")]
    public void A_name_becomes_snake_case_of_ascii(string name, string expected) => Assert.Equal(expected, TableNames.SnakeCase(name));

    [Fact]
    public void Names_that_become_equal_or_are_taken_get_numbers() =>
        Assert.Equal(["a", "a_2", "a_2_2", "b_2", "a_3"], TableNames.Unique(["a", "A", "a_2", "b", "á"], ["b"]));

    [Fact]
    public void Twenty_thousand_equal_names_take_no_more_than_one_look_each()
    {
        var names = TableNames.Unique([.. Enumerable.Repeat("x", 20_000)], []);

        Assert.Equal("x_20000", names[^1]);
        Assert.Equal(20_000, names.Distinct(StringComparer.Ordinal).Count());
    }
}
