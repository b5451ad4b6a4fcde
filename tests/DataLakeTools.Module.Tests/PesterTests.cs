using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace DataLakeTools.Module.Tests;

/// <summary>Runs the module's own tests in a real PowerShell, one test here for every file there.</summary>
public sealed class PesterTests(ITestOutputHelper log)
{
    public static TheoryData<string> Files { get; } =
        [.. Directory.EnumerateFiles(Repository.In("tests", "Pester"), "*.Tests.ps1").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_Pester_test_of_the_file_passes(string file)
    {
        var powershell = await PowerShell.GetAsync();
        log.WriteLine($"PowerShell: {powershell}");
        var results = Repository.In("output", "test-results", Path.ChangeExtension(file, "json"));
        Directory.CreateDirectory(Path.GetDirectoryName(results)!);
        File.Delete(results);
        var run = await powershell.RunFileAsync(Repository.In("tests", "Pester", "Invoke-PesterFile.ps1"), file, results);
        log.WriteLine(run.Output);
        log.WriteLine(run.Error);

        Assert.True(File.Exists(results), $"Pester wrote no results.\n{run.Output}\n{run.Error}");
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(results));
        var root = document.RootElement;
        var failed = root.GetProperty("Failed").EnumerateArray().Select(element => element.GetString());
        Assert.True(run.ExitCode == 0 && !failed.Any(), string.Create(CultureInfo.InvariantCulture, $"exit code {run.ExitCode}, failed:\n{string.Join('\n', failed)}\n{run.Error}"));
        Assert.True(root.GetProperty("PassedCount").GetInt32() + root.GetProperty("Skipped").GetArrayLength() > 0, "The file ran no test.");
    }
}
