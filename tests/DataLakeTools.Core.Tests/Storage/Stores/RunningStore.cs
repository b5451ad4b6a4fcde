using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DataLakeTools.Core.Tests.Storage.Stores;

/// <summary>A store of other makers, run by a script of tests/stores for the tests of one class.</summary>
/// <param name="script">The name of the script.</param>
public abstract class RunningStore(string script) : IAsyncLifetime
{
    private const int NotInstalled = 77;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("store-");
    private Process? _process;

    /// <summary>Why it does not run; null where it does.</summary>
    public string? Reason { get; private set; }

    /// <summary>Its address; the credentials are those of <see cref="AwsEnvironment.StoreProfile"/>.</summary>
    public Uri Endpoint { get; private set; } = new("http://localhost");

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            Reason = "The stores are packages of Debian.";
            return;
        }

        try
        {
            _process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(Scripts(), script), _folder.FullName])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Reason = "python3 is not installed";
            return;
        }

        if (await _process.StandardOutput.ReadLineAsync() is not { } endpoint)
        {
            await _process.WaitForExitAsync();
            var said = await _process.StandardError.ReadToEndAsync();
            Reason = _process.ExitCode == NotInstalled ? said.Trim() : throw new InvalidOperationException($"{script} ended with {_process.ExitCode}: {said}");
            return;
        }

        Endpoint = new Uri(endpoint);
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private static string Scripts([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "stores"));
}
