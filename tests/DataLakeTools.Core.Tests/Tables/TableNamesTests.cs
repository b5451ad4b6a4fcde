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

    [Theory]
    [InlineData("Sales_EU", "^sales_eu$")]
    [InlineData("Preços", "^precos$")]
    [InlineData("東京", "^table_[0-9a-f]{8}$")]
    [InlineData("Vendas 東京", "^vendas_[0-9a-f]{8}$")]
    [InlineData("🎬", "^table_[0-9a-f]{8}$")]
    [InlineData("---", "^table_[0-9a-f]{8}$")]
    public void A_table_whose_letters_are_lost_has_a_number_of_its_own(string name, string expected) => Assert.Matches(expected, TableNames.OfTable(name));

    [Fact]
    public void Tables_that_differ_in_letters_have_names_that_differ()
    {
        string[] names = ["東京", "大阪", "Vendas 東京", "Vendas 大阪", "продажи", "κρασί", new string('x', 200) + "1", new string('x', 200) + "2"];

        var tables = names.Select(TableNames.OfTable).ToList();

        Assert.Equal(names.Length, tables.Distinct(StringComparer.Ordinal).Count());
        Assert.All(tables, table => Assert.Equal(table, TableNames.SnakeCase(table)));
    }

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
