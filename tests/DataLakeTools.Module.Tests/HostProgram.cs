using System.Runtime.InteropServices;

namespace DataLakeTools.Module.Tests;

/// <summary>
/// The program "datalake" as it ships: one native file, published once in a run of the tests. Where no native tool chain
/// is, the one that was built beside the tests.
/// </summary>
/// <param name="WhyNotNative">Why it is not the native one; null when it is.</param>
/// <param name="CommandLine">What starts it.</param>
internal sealed record HostProgram(string? WhyNotNative, params string[] CommandLine)
{
    private static readonly Lazy<Task<HostProgram>> Found = new(PublishAsync);

    /// <summary>What a shell writes to start it.</summary>
    public string InShell => string.Join(' ', CommandLine.Select(word => $"'{word}'"));

    public static Task<HostProgram> FindAsync() => Found.Value;

    public Task<CommandResult> RunAsync(IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null) =>
        Command.RunAsync(CommandLine[0], [.. CommandLine[1..], .. arguments], folder, environment);

    private static async Task<HostProgram> PublishAsync()
    {
        if (MissingToolChain() is { } missing)
        {
            return new HostProgram(missing, "dotnet", Repository.HostAssembly);
        }

        // In folders of its own: the other test projects may just be building the same sources.
        var runtime = RuntimeInformation.RuntimeIdentifier;
        var folder = Repository.In("output", "test-host", runtime);
        var publish = await Command.RunAsync("dotnet",
        [
            "publish", Repository.In("src", "DataLakeTools.Host"), "--configuration", "Release", "--runtime", runtime,
            "--artifacts-path", Path.Combine(folder, "build"), "--output", folder, "--verbosity", "quiet", "--nologo", "-nodeReuse:false",
        ]);
        return publish.ExitCode == 0
            ? new HostProgram(null, Path.Combine(folder, OperatingSystem.IsWindows() ? "datalake.exe" : "datalake"))
            : throw new InvalidOperationException($"The native program could not be published:\n{publish.Output}{publish.Error}");
    }

    private static string? MissingToolChain()
    {
        if (OperatingSystem.IsWindows())
        {
            var finder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft Visual Studio", "Installer", "vswhere.exe");
            return File.Exists(finder) ? null : "The C++ tools of Visual Studio, which link a native program, are not on this machine.";
        }

        return (Command.Find("clang") ?? Command.Find("gcc")) is null ? "A linker for native programs (clang or gcc) is not on this machine." : null;
    }
}
