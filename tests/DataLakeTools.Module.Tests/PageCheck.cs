using System.Text.Json;

namespace DataLakeTools.Module.Tests;

/// <summary>Opens a page in Chromium, with the Node program in tests/page.</summary>
internal static class PageCheck
{
    /// <summary>What the build makes of the folder <c>page</c>: a page that waits for its document.</summary>
    public static readonly string Template = Repository.In("src", "DataLakeTools.Core", "obj", "page", "dashboard.html");

    private static readonly string Folder = Repository.In("tests", "page");

    /// <summary>Why no page can be opened on this machine, or null where one can.</summary>
    public static string? Missing =>
        Command.Find("node") is null ? "Node (node) is not on this machine."
        : !Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")) ? "The npm package playwright-core is not there: run 'npm ci' in tests/page."
        : new[] { "chromium", "chromium-browser", "google-chrome" }.All(name => Command.Find(name) is null) ? "Chromium (chromium) is not on this machine."
        : !File.Exists(Template) ? "The page is not built: that needs npm and a registry."
        : null;

    /// <summary>What is wrong with a page, by what was looked at; a template is filled with made-up answers.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> RunAsync(string page)
    {
        var run = await Command.RunAsync(Command.Find("node")!, ["check.mjs", page], Folder);
        Assert.True(run.ExitCode == 0, run.Error);

        using var answer = JsonDocument.Parse(run.Output);
        return answer.RootElement.EnumerateObject().ToDictionary(
            check => check.Name,
            check => (IReadOnlyList<string>)[.. check.Value.EnumerateArray().Select(finding => finding.GetString()!)]);
    }
}
