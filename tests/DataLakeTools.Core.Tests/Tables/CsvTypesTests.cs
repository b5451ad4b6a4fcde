using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Core.Tests.Csv;

namespace DataLakeTools.Core.Tests.Tables;

/// <summary>Values of rows that follow one another.</summary>
public sealed class CsvTypesTests
{
    [Fact]
    public void A_value_that_does_not_fit_is_counted_each_time_also_below_its_equal()
    {
        var types = Types("votes\n1\n");

        Assert.Equal(["x", "x", 1L, "x"], Read(types, "votes\nx\nx\n1\nx\n"));

        var misfit = Assert.Single(types.Misfits);
        Assert.Equal((3L, "x", 2L), (misfit.Count, misfit.Example, misfit.Line));
    }

    [Fact]
    public void A_missing_value_and_the_same_two_letters_in_quotation_marks_stay_apart() =>
        Assert.Equal([@"\N", null, @"\N", ""], Read(Types("a,b\nx,y\n"), "a,b\n\"\\N\",1\n\\N,1\n\"\\N\",1\n,1\n"));

    [Fact]
    public void A_value_that_the_one_above_only_begins_with_is_its_own() =>
        Assert.Equal(["abc", "ab", "", "ab"], Read(Types("a,b\nx,y\n"), "a,b\nabc,1\nab,1\n,1\nab,1\n"));

    [Fact]
    public void A_long_value_is_read_whole_between_short_ones()
    {
        var text = new string('x', 1000);

        Assert.Equal(["a", text, text, "a"], Read(Types("a,b\nx,y\n"), $"a,b\na,1\n{text},1\n{text},1\na,1\n"));
    }

    [Fact]
    public void What_is_known_of_the_columns_of_CSV_files_is_what_their_contracts_say()
    {
        var contracts = TableModel.Load().Of(TableLayer.Trusted).Where(table => table.From!.Format == "CSV").ToList();

        var known = ShippedCsvContracts.All;

        Assert.Equal(2, contracts.Count);
        Assert.Equal(
            contracts.Select(contract => string.Join('\n', contract.Columns.Select(column => Described(column, column.Missing ?? contract.Missing)))).Order(),
            known.Select(columns => string.Join('\n', columns.Select(column => Described(column, column.Missing!)))).Order());

        static string Described(ColumnContract column, IReadOnlyList<string> missing) =>
            $"{column.Name} {column.Type} from {string.Join('/', column.Source)}, {column.Min} to {column.Max}, missing {string.Join('/', missing)}";
    }

    private static CsvTypes Types(string text)
    {
        using var rows = Rows.Open(text);
        return CsvTypes.OfValues(rows, CancellationToken.None);
    }

    private static object?[] Read(CsvTypes types, string text)
    {
        using var rows = Rows.Open(text);
        var values = new List<object?>();
        while (rows.Read())
        {
            values.Add(types.Read(rows, 0));
        }

        return [.. values];
    }
}
