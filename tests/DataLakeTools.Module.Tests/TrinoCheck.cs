using System.Text.Json;

namespace DataLakeTools.Module.Tests;

/// <summary>Reads SQL as Trino does, with the Node program in tests/trino.</summary>
internal static class TrinoCheck
{
    private static readonly string Folder = Repository.In("tests", "trino");

    /// <summary>Why SQL cannot be checked on this machine, or null where it can.</summary>
    public static string? Missing =>
        Command.Find("node") is null ? "Node (node) is not on this machine."
        : !Directory.Exists(Path.Combine(Folder, "node_modules", "dt-sql-parser")) ? "The npm package dt-sql-parser is not there: run 'npm ci' in tests/trino."
        : null;

    /// <summary>What is wrong with each statement, and the functions that the model may call.</summary>
    public static async Task<TrinoFindings> RunAsync(IReadOnlyDictionary<string, string> statements)
    {
        var input = JsonSerializer.Serialize(statements.Select(statement => new { name = statement.Key, sql = statement.Value }));
        var run = await Command.RunAsync(Command.Find("node")!, ["--import", "./modules.mjs", "check.mjs"], Folder, input: input);
        Assert.True(run.ExitCode == 0, run.Error);

        using var answer = JsonDocument.Parse(run.Output);
        return new TrinoFindings(
            [.. answer.RootElement.GetProperty("allowed").EnumerateArray().Select(name => name.GetString()!)],
            answer.RootElement.GetProperty("results").EnumerateArray().ToDictionary(
                result => result.GetProperty("name").GetString()!,
                result => result.GetProperty("findings").EnumerateArray().Select(finding => finding.GetString()!).ToList()));
    }
}
