using System.Text.Json.Nodes;

namespace DataLakeTools.Module.Tests;

/// <summary>The model's SQL is Trino's, so that Athena runs it as it is. These tests read it with a parser of that dialect.</summary>
public sealed class ModelSqlTests
{
    private static readonly string Model = Repository.In("module", "model");

    [SkippableFact]
    public async Task All_SQL_of_the_model_is_read_by_Trino_and_says_the_same_in_DuckDB()
    {
        Skip.IfNot(TrinoCheck.Missing is null, TrinoCheck.Missing);
        var statements = Statements();
        Assert.Contains("refined/fact_title.sql", statements.Keys);
        Assert.Contains("refined/fact_title.json: profit_is_revenue_less_budget", statements.Keys);
        Assert.Contains("refined/fact_title.json: trace", statements.Keys);

        var answer = await TrinoCheck.RunAsync(statements);

        Assert.Equal(statements.Count, answer.Findings.Count);
        Assert.Empty(answer.Findings.SelectMany(statement => statement.Value.Select(finding => $"{statement.Key}: {finding}")));
    }

    [SkippableFact]
    public async Task SQL_of_the_model_may_call_at_most_forty_functions()
    {
        Skip.IfNot(TrinoCheck.Missing is null, TrinoCheck.Missing);

        var answer = await TrinoCheck.RunAsync(new Dictionary<string, string>());

        Assert.InRange(answer.Allowed.Distinct().Count(), 1, 40);
    }

    [SkippableTheory]
    [InlineData("SELECT a / 2 AS half FROM t", "a division needs a double")]
    [InlineData("SELECT 1.0 / count(*) AS share FROM t", "a division needs a double")]
    [InlineData("SELECT sum(a) AS total FROM t", "sum without a CAST")]
    [InlineData("SELECT CAST(b AS bigint) AS total FROM (SELECT sum(a) AS b FROM t) AS u", "sum without a CAST")]
    [InlineData("SELECT CAST(a AS uinteger) AS a FROM t", "uinteger is not a type of contracts")]
    [InlineData("SELECT CAST(a AS hugeint) AS a FROM t", "hugeint is not a type of contracts")]
    [InlineData("SELECT max_by(a, b) AS a FROM t", "DuckDB passes over rows where the first argument is NULL")]
    [InlineData("SELECT min_by(a, b) AS a FROM t", "DuckDB passes over rows where the first argument is NULL")]
    [InlineData("SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY b) = 1", "Trino does not read this")]
    [InlineData("SELECT filter(a, x -> x > 1) AS a FROM t", "DuckDB writes lambdas in another way")]
    [InlineData("SELECT j ->> '$.a' AS a FROM t", "Trino does not read this")]
    [InlineData("SELECT a::integer AS a FROM t", "Trino does not read this")]
    [InlineData("SELECT a[1] AS a FROM t", "use element_at")]
    [InlineData("SELECT g.id FROM t CROSS JOIN UNNEST(t.genres) AS g(id, name)", "UNNEST needs one name for each array")]
    [InlineData("SELECT genres FROM t CROSS JOIN UNNEST(t.genres)", "UNNEST needs one name for each array")]
    [InlineData("SELECT a // 2 AS a FROM t", "Trino does not read this")]
    [InlineData("SELECT a, count(*) AS n FROM t GROUP BY ALL", "Trino does not read this")]
    [InlineData("SELECT * EXCLUDE (a) FROM t", "Trino does not read this")]
    [InlineData("SELECT a FROM 'a.parquet'", "Trino does not read this")]
    [InlineData("SELECT list_transform(a) AS a FROM t", "list_transform is not among the functions of the model")]
    public async Task What_Trino_or_DuckDB_read_in_another_way_is_found(string sql, string finding)
    {
        Skip.IfNot(TrinoCheck.Missing is null, TrinoCheck.Missing);

        var answer = await TrinoCheck.RunAsync(new Dictionary<string, string> { ["trap"] = sql });

        Assert.Contains(answer.Findings["trap"], sentence => sentence.Contains(finding, StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("SELECT CAST(a AS double) / b AS share FROM t")]
    [InlineData("SELECT a / (1E2) AS share FROM t")]
    [InlineData("SELECT CAST(sum(a) AS bigint) AS total FROM t GROUP BY b HAVING sum(a) > 1")]
    [InlineData("SELECT a, CAST(sum(b) OVER (PARTITION BY a) AS bigint) AS total FROM t")]
    [InlineData("SELECT t.a, g.b FROM t CROSS JOIN UNNEST(t.c) AS g(b)")]
    [InlineData("SELECT t.a, g.b FROM t CROSS JOIN UNNEST(t.c) WITH ORDINALITY AS g(b, position)")]
    public async Task What_both_read_alike_is_no_finding(string sql)
    {
        Skip.IfNot(TrinoCheck.Missing is null, TrinoCheck.Missing);

        var answer = await TrinoCheck.RunAsync(new Dictionary<string, string> { ["good"] = sql });

        Assert.Empty(answer.Findings["good"]);
    }

    private static Dictionary<string, string> Statements()
    {
        var statements = new Dictionary<string, string>();
        foreach (var path in Directory.EnumerateFiles(Model, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(Model, path).Replace('\\', '/');
            if (name.StartsWith("sources/", StringComparison.Ordinal))
            {
                continue;
            }

            if (name.EndsWith(".sql", StringComparison.Ordinal))
            {
                statements[name] = File.ReadAllText(path);
            }
            else if (name.EndsWith(".json", StringComparison.Ordinal) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject contract)
            {
                foreach (var test in (contract["tests"] as JsonArray ?? []).OfType<JsonObject>())
                {
                    statements[$"{name}: {test["name"]}"] = (string)test["sql"]!;
                }

                if ((string?)contract["trace"] is { } trace)
                {
                    statements[$"{name}: trace"] = trace.Replace(":key", "'a key'", StringComparison.Ordinal);
                }
            }
        }

        return statements;
    }
}
