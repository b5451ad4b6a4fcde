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
        var tests = document.RootElement.GetProperty("Tests").EnumerateArray().ToLookup(test => test.GetProperty("Result").GetString(), test => $"{test.GetProperty("Path")}: {test.GetProperty("Why")}");
        var told = $"exit code {run.ExitCode.ToString(CultureInfo.InvariantCulture)}, failed:\n{string.Join('\n', tests["Failed"])}\n{run.Error}";
        Assert.True(run.ExitCode == 0 && !tests["Failed"].Any(), told);
        Assert.True(tests["Passed"].Any() || tests["Skipped"].Any(), "The file ran no test.");
    }
}
