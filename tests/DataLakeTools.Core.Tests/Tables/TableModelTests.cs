using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tests.Raw;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class TableModelTests
{
    private static readonly TableModel Model = TableModel.Load();

    public static TheoryData<string> Tables => [.. Model.Tables.Keys];

    [Fact]
    public void The_model_that_ships_has_the_star()
    {
        var refined = Model.Of(TableLayer.Refined).Select(table => table.Table).ToList();

        foreach (var table in (string[])["fact_title", "fact_credit", "dim_artist", "dim_genre", "dim_company", "dim_country", "dim_keyword", "dim_collection", "dim_war", "dim_date",
            "bridge_title_genre", "bridge_title_company", "bridge_title_country", "bridge_title_keyword", "bridge_title_war", "bridge_artist_profession", "bridge_title_network"])
        {
            Assert.Contains(table, refined);
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_contract_says_what_a_row_is_and_what_each_column_means_in_both_languages(string table)
    {
        var contract = Model.Tables[table];

        Assert.False(string.IsNullOrWhiteSpace(contract.Grain?.English));
        Assert.False(string.IsNullOrWhiteSpace(contract.Grain?.Portuguese));
        Assert.All(contract.Columns, column =>
        {
            Assert.False(string.IsNullOrWhiteSpace(column.Meaning?.English), column.Name);
            Assert.False(string.IsNullOrWhiteSpace(column.Meaning?.Portuguese), column.Name);
        });
    }

    // The tests of deploy/ hold the same of Athena.
    [Fact]
    public void The_SQL_that_an_engine_gets_is_the_text_of_its_file()
    {
        var refined = Model.Of(TableLayer.Refined).ToList();

        Assert.NotEmpty(refined);
        Assert.All(refined, table => Assert.Equal(File.ReadAllText(Path.Combine(ModelFolder(), "refined", $"{table.Table}.sql")), table.Sql));
    }

    [Fact]
    public void A_model_with_other_line_breaks_is_the_same_model()
    {
        using var local = new LocalFolder();
        var fingerprints = ((string[])["\n", "\r\n"]).Select(newline =>
        {
            local.Write("model/refined/a.json", """{"table":"a",""" + newline + """ "key":["id"],"columns":[{"name":"id","type":"varchar"}]}""");
            local.Write("model/refined/a.sql", $"SELECT id{newline}FROM words{newline}");
            local.Write("model/seeds/words.json", """{"table":"words","columns":[{"name":"id","type":"varchar"}]}""");
            local.Write("model/seeds/words.csv", $"id{newline}1{newline}");
            return FolderModel.Load(Path.Combine(local.Root, "model")).Tables.Values.Select(table => table.Fingerprint).ToList();
        }).ToList();

        Assert.Equal(fingerprints[0], fingerprints[1]);
        Assert.Equal(2, fingerprints[0].Distinct().Count());
    }

    [Fact]
    public void Every_refined_table_says_how_a_row_is_traced() =>
        Assert.Empty(Model.Of(TableLayer.Refined).Where(table => table.Trace?.Contains(":key", StringComparison.Ordinal) != true).Select(table => table.Table));

    [Theory]
    [InlineData("movies", "id|tituloPincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos")]
    [InlineData("series", "id|tituloPincipal|tituloOriginal|anoLancamento|anoTermino|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos")]
    public void The_tables_of_csv_files_have_a_column_for_each_of_theirs(string table, string header) =>
        Assert.Equal(header.Split('|'), Model.Tables[table].Columns.Select(column => column.Source[0]));

    [Theory]
    [InlineData("year,name\n1900,a\n", "its header is 'year,name', and its contract has the columns 'name,year'")]
    [InlineData("name;year\na;1900\n", "its header is 'name;year', and its contract has the columns 'name,year'")]
    [InlineData("name,year\na,1900\nb,x\n", "on line 3, 'year' is 'x', and its type is smallint")]
    [InlineData("name,year\na,40000\n", "on line 2, 'year' is '40000', and its type is smallint")]
    [InlineData("name,year\n\"a\nb\",1\n,1900\n", "on line 4, 'name' has no value")]
    [InlineData("name,year\na,1900,x\n", "line 2")]
    [InlineData("", "empty")]
    public void A_seed_that_is_not_what_its_contract_says_is_refused_with_its_place(string csv, string expected)
    {
        using var local = new LocalFolder();
        local.Write("seeds/marks.json", """{"table":"marks","columns":[{"name":"name","type":"varchar","required":true},{"name":"year","type":"smallint"}]}""");
        var path = local.Write("seeds/marks.csv", csv);

        var exception = Assert.Throws<DataLakeException>(() => FolderModel.Load(local.Root));

        Assert.Equal((DataLakeError.InvalidModel, path), (exception.Error, exception.Target));
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static string ModelFolder([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../module/model"));
}
