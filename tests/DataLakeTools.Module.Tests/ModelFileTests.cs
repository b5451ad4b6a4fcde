using System.Text.Json.Nodes;

namespace DataLakeTools.Module.Tests;

/// <summary>What every contract and seed of module/model must have, whatever reads it.</summary>
public sealed class ModelFileTests
{
    private static readonly string Model = Repository.In("module", "model");

    public static TheoryData<string> Contracts { get; } =
        [.. Directory.EnumerateFiles(Model, "*.json", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Model, path).Replace('\\', '/'))
            .Where(name => name.Split('/')[0] is "trusted" or "refined" or "seeds")
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_contract_says_what_its_table_columns_and_tests_mean_in_both_languages(string file)
    {
        var contract = Read(file);

        Assert.Equal(Path.GetFileNameWithoutExtension(file), (string?)contract["table"]);
        string[] silent =
        [
            .. Objects(contract, "columns").Where(column => !IsSaidTwice(column["meaning"])).Select(column => $"column {column["name"]}"),
            .. Objects(contract, "tests").Where(test => !IsSaidTwice(test["meaning"])).Select(test => $"test {test["name"]}"),
            .. IsSaidTwice(contract["grain"]) ? (string[])[] : ["grain"],
        ];
        Assert.Empty(silent);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void The_columns_that_a_contract_names_are_there(string file)
    {
        var contract = Read(file);
        var columns = Columns(contract);

        Assert.Equal(columns.Distinct(), columns);
        Assert.Empty((contract["key"] as JsonArray ?? []).Select(name => (string)name!).Except(columns));
        foreach (var reference in Objects(contract, "references"))
        {
            var named = ((JsonArray)reference["columns"]!).Select(name => (string)name!).ToList();
            Assert.Empty(named.Except(columns));
            Assert.Empty(named.Except(Columns(Read($"refined/{reference["table"]}.json"))));
        }
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_Refined_contract_has_SQL_a_key_and_a_trace_and_a_seed_has_its_header(string file)
    {
        var contract = Read(file);
        var beside = Path.Combine(Model, Path.ChangeExtension(file, file.StartsWith("seeds/", StringComparison.Ordinal) ? ".csv" : ".sql"));

        switch (file.Split('/')[0])
        {
            case "refined":
                Assert.True(File.Exists(beside), beside);
                Assert.NotEmpty((JsonArray)contract["key"]!);
                Assert.Contains(":key", (string?)contract["trace"], StringComparison.Ordinal);
                break;
            case "seeds":
                Assert.NotEmpty((JsonArray)contract["key"]!);
                Assert.Equal(string.Join(',', Columns(contract)), File.ReadLines(beside).First());
                break;
            default:
                Assert.NotNull(contract["from"]);
                break;
        }
    }

    [Fact]
    public void Every_SQL_file_has_its_contract() =>
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(Model, "refined"), "*.sql"), path => !File.Exists(Path.ChangeExtension(path, ".json")));

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Model, file)))!.AsObject();

    private static List<string> Columns(JsonObject contract) => [.. Objects(contract, "columns").Select(column => (string)column["name"]!)];

    private static IEnumerable<JsonObject> Objects(JsonObject contract, string name) => (contract[name] as JsonArray ?? []).OfType<JsonObject>();

    private static bool IsSaidTwice(JsonNode? text) =>
        text is JsonObject said && ((string[])["en", "pt-BR"]).All(language => !string.IsNullOrWhiteSpace((string?)said[language]));
}
