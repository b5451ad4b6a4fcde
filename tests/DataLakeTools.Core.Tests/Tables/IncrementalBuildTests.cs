using System.Security.Cryptography;
using System.Text;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.DuckDb;

namespace DataLakeTools.Core.Tests.Tables;

/// <summary>The tables of the model that ships, built after each change, beside those of a lake that is built once.</summary>
public sealed class IncrementalBuildTests : IDisposable
{
    private const string Movies = """
        id|tituloPincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos
        tt1|Cabaret|Cabaret|1972|124|Drama,Music|7.8|100|actress|Sally|Liza|1946|\N|actress|tt1
        tt1|Cabaret|Cabaret|1972|124|Drama,Music|7.8|100|actor|Brian|Michael|1942|\N|actor,writer|tt1,tt2
        tt2|Alien|Alien|1979|117|Horror|8.5|200|actress|Ripley|Sigourney|1949|\N|actress|tt2

        """;

    private const string Series = """
        id|tituloPincipal|tituloOriginal|anoLancamento|anoTermino|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos
        tt3|Dark|Dark|2017|2020|60|Crime|8.7|300|actor|Jonas|Louis|1997|\N|actor|tt3

        """;

    private const string Films = """
        [{"id":1,"imdb_id":"tt1","title":"Cabaret","original_title":"Cabaret","video":false,"release_date":"1972-02-13","status":"Released","runtime":124,"budget":1000,"revenue":5000,"popularity":1.5,"vote_average":7.5,"vote_count":10,"original_language":"en",
          "genres":[{"id":18,"name":"Drama"}],"production_companies":[{"id":5,"name":"ABC","origin_country":"US"}],"production_countries":[{"iso_3166_1":"US","name":"United States of America"}],"keywords":{"keywords":[{"id":7,"name":"world war ii"}]},
          "belongs_to_collection":{"id":9,"name":"Musicals"},"credits":{"cast":[{"id":3,"name":"Liza","character":"Sally"}],"crew":[]}}]
        """;

    private static readonly DateOnly Day = new(2022, 5, 2);

    private readonly LocalFolder _local = new();

    private string ModelFolder => Path.Combine(_local.Root, "model");

    // What each change makes again is read from the SQL of the model by hand: what names it, and of what reads those, what names a
    // table that has other bytes.
    public static TheoryData<string, string, bool> Changes
    {
        get
        {
            const string Rating = "bridge_title_genre bridge_title_tmdb dim_artist dim_date fact_credit fact_title";
            const string Film = "bridge_title_company bridge_title_country bridge_title_genre bridge_title_keyword bridge_title_tmdb bridge_title_war dim_artist dim_collection dim_company dim_country dim_date dim_keyword fact_credit fact_title";
            var changes = new TheoryData<string, string, bool>();
            foreach (var isBucket in (bool[])[false, true])
            {
                changes.Add("nothing", string.Empty, isBucket);
                changes.Add("a rating of a CSV file", Rating, isBucket);
                changes.Add("a keyword and a budget of a TMDB batch", Film, isBucket);
                changes.Add("a seed", "dim_war", isBucket);
                changes.Add("the SQL of a table", "bridge_title_war dim_keyword", isBucket);
                changes.Add("a TMDB batch of a later day", Film, isBucket);
            }

            return changes;
        }
    }

    public void Dispose() => _local.Dispose();

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Tables_that_a_change_makes_again_are_those_that_stand_on_it_and_all_have_the_bytes_of_a_lake_that_is_built_once(string change, string made, bool isBucket)
    {
        await using var lake = await OpenAsync(isBucket);
        await PutAsync(lake);
        var first = await BuildAsync(lake, Day);

        var day = await ChangeAsync(lake, change);
        var told = await BuildAsync(lake, day, isWhatIf: true);
        var built = await BuildAsync(lake, day);

        await using var once = await OpenAsync(isBucket: false);
        await PutAsync(once);
        await ChangeAsync(once, change);
        Assert.Equal(HashesOf(once, await BuildAsync(once, day)), HashesOf(lake, built));
        Assert.Equal(19, built.Count);
        Assert.Equal(made, Names(built, table => table.Status == TableBuildStatus.Built && table.Reason != "day changed"));
        Assert.Equal(first.Where(table => built.Single(again => again.Table == table.Table).Status == TableBuildStatus.Unchanged).Select(table => table.Key), built.Where(table => table.Status == TableBuildStatus.Unchanged).Select(table => table.Key));

        // What may change is told of; what is not told of does not.
        Assert.Empty(made.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(told.Where(table => table.Status == TableBuildStatus.WhatIf).Select(table => table.Table)));
        Assert.All(await BuildAsync(lake, day), table => Assert.Equal(TableBuildStatus.Unchanged, table.Status));
    }

    [Fact]
    public async Task A_table_that_is_as_it_was_is_neither_read_nor_written_where_no_other_reads_it()
    {
        await using var lake = await S3TestLake.StartAsync();
        await PutAsync(lake);
        await BuildAsync(lake, Day);

        // Of bridge_title_war the test that each war is in dim_war runs again; it is one of two, and the other looks into fact_title.
        Assert.Equal(("DimWar", "BridgeTitleWar FactTitle"), await ObjectsOfAsync("a seed"));

        // The rating stands in fact_title alone, where the tests of all bridges look but of this one.
        var (written, read) = await ObjectsOfAsync("a rating of a CSV file");
        Assert.Equal("FactTitle", written);
        Assert.DoesNotContain("BridgeArtistProfession", read, StringComparison.Ordinal);

        async Task<(string Written, string Read)> ObjectsOfAsync(string change)
        {
            await ChangeAsync(lake, change);
            var before = lake.Server.Requests.Count;
            await BuildAsync(lake, Day);
            var objects = lake.Server.Requests.Skip(before).Where(request => request.Key.Contains("/Refined/Lake/Parquet/", StringComparison.Ordinal)).Select(request => (request.Operation, Table: request.Key.Split('/')[4])).ToList();
            return (Tables("PutObject"), Tables("GetObject"));

            string Tables(string operation) => string.Join(' ', objects.Where(request => request.Operation == operation).Select(request => request.Table).Order(StringComparer.Ordinal));
        }
    }

    private static async Task<TestLake> OpenAsync(bool isBucket) => isBucket ? await S3TestLake.StartAsync() : new FolderTestLake();

    private static async Task PutAsync(TestLake lake)
    {
        await PutAsync(lake, "Raw/Local/CSV/Movies/2022/05/02/movies.csv", Movies);
        await PutAsync(lake, "Raw/Local/CSV/Series/2022/05/02/series.csv", Series);
        await PutAsync(lake, "Raw/TMDB/JSON/Movies/2022/05/02/films.json", Films);
    }

    private async Task<DateOnly> ChangeAsync(TestLake lake, string change)
    {
        const string FilmsOfDay = "Raw/TMDB/JSON/Movies/2022/05/02/films.json";
        var changed = Films.Replace("world war ii", "World War II", StringComparison.Ordinal).Replace("\"budget\":1000", "\"budget\":2000", StringComparison.Ordinal);
        switch (change)
        {
            case "a rating of a CSV file":
                await PutAsync(lake, "Raw/Local/CSV/Movies/2022/05/02/movies.csv", Movies.Replace("|8.5|", "|8.6|", StringComparison.Ordinal));
                break;
            case "a keyword and a budget of a TMDB batch":
                await PutAsync(lake, FilmsOfDay, changed);
                break;
            case "a TMDB batch of a later day":
                await PutAsync(lake, FilmsOfDay.Replace("05/02", "05/03", StringComparison.Ordinal), changed);
                return Day.AddDays(1);
            case "a seed":
                _local.Write("model/seeds/wars.csv", TableModel.Load().TextOf("seeds/wars.csv") + "War of a Test,Guerra de um Teste,1900,1901\n");
                break;
            case "the SQL of a table":
                _local.Write("model/refined/dim_keyword.sql", $"SELECT keyword_id, upper(keyword) AS keyword FROM ({TableModel.Load().Tables["dim_keyword"].Sql}) AS k");
                break;
            default:
                break;
        }

        return Day;
    }

    private static async Task PutAsync(TestLake lake, string key, string text)
    {
        var store = lake.Open();
        await store.DeleteAsync(key, CancellationToken.None);
        await SmallObject.WriteAsync(store, key, Encoding.UTF8.GetBytes(text), WriteCondition.IfAbsent, CancellationToken.None);
    }

    private async Task<List<LakeTableBuild>> BuildAsync(TestLake lake, DateOnly day, bool isWhatIf = false)
    {
        var model = TableModel.Load(Directory.Exists(ModelFolder) ? ModelFolder : null);
        var options = new TableBuildOptions { Day = day, Program = "1.0.0", WhatIf = isWhatIf };
        var built = new List<LakeTableBuild>();
        await foreach (var table in new TableBuilder(lake.Open(), DuckDbEngine.For(model), model, options, SilentReporter.Instance, TimeProvider.System).BuildAsync(CancellationToken.None))
        {
            built.Add(table);
        }

        return [.. built.Where(table => table.Layer == TableLayer.Refined)];
    }

    private static string Names(IEnumerable<LakeTableBuild> built, Func<LakeTableBuild, bool> isWanted) => string.Join(' ', built.Where(isWanted).Select(table => table.Table).Order(StringComparer.Ordinal));

    private static List<string> HashesOf(TestLake lake, IEnumerable<LakeTableBuild> built)
    {
        var objects = lake.Objects;
        return [.. built.OrderBy(table => table.Table, StringComparer.Ordinal).Select(table => $"{table.Table} {Convert.ToHexStringLower(SHA256.HashData(objects[table.Key!]))}")];
    }
}
