namespace DataLakeTools.Module.Tests;

/// <summary>The PowerShell that runs the module's own tests, and how to start it.</summary>
/// <param name="Program">The program.</param>
/// <param name="Before">The arguments that come before all others: with a .NET tool the program is dotnet.</param>
internal sealed record PowerShell(string Program, IReadOnlyList<string> Before)
{
    private static readonly Lazy<Task<PowerShell>> Found = new(FindAndSayAsync);

    public static Task<PowerShell> GetAsync() => Found.Value;

    public Task<CommandResult> RunFileAsync(params string[] arguments) =>
        Command.RunAsync(Program, [.. Before, "-NoProfile", "-NonInteractive", "-File", .. arguments]);

    public override string ToString() => string.Join(' ', [Program, .. Before]);

    // The build of this project shows the file when all tests have run.
    private static async Task<PowerShell> FindAndSayAsync()
    {
        var found = await FindAsync();
        var said = Repository.In("output", "test-results", "powershell.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(said)!);
        await File.WriteAllTextAsync(said, $"The Pester files ran in this PowerShell: {found}");
        return found;
    }

    /// <summary>One on PATH that is new enough for the module, else the .NET tool that this repository pins.</summary>
    private static async Task<PowerShell> FindAsync()
    {
        if (Command.Find("pwsh") is { } onPath && await AskAsync(onPath) is ({ } found, _))
        {
            return found;
        }

        var restore = await Command.RunAsync("dotnet", ["tool", "restore"]);
        Assert.True(restore.ExitCode == 0, $"The .NET tool PowerShell could not be restored.\n{restore.Output}\n{restore.Error}");
        var (tool, said) = await AskAsync("dotnet", "pwsh");
        return tool ?? throw new InvalidOperationException($"The .NET tool PowerShell does not start.\n{said}");
    }

    private static async Task<(PowerShell? Found, string Said)> AskAsync(string program, params string[] before)
    {
        var run = await Command.RunAsync(program, [.. before, "-NoProfile", "-NonInteractive", "-File", Repository.In("module", "samples", "schedule", "Get-PowerShellCommand.ps1")]);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (run.ExitCode == 0 ? new PowerShell(lines[0], lines[1..]) : null, run.Output + run.Error);
    }
}
