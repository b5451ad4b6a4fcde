using System.Diagnostics;
using System.Globalization;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Storage.Folder;

/// <summary>A lake on a file system of its own, so small that it can be filled, and which can be made read-only.</summary>
internal sealed class TinyDisk : IDisposable
{
    private readonly string _mount;

    private TinyDisk(string mount) => _mount = mount;

    public RecordingReporter Reporter { get; } = new();

    private string Root => Path.Combine(_mount, "lake");

    /// <summary>Every file by its path inside the lake, hidden ones too.</summary>
    public IReadOnlyDictionary<string, long> Files => Directory.Exists(Root)
        ? new DirectoryInfo(Root).EnumerateFiles("*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(Root, file.FullName), file => file.Length)
        : new Dictionary<string, long>();

    /// <summary>Mounts one, or skips the test where nobody may.</summary>
    public static TinyDisk Mount(int kibibytes)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Needs root on Linux, to mount a small disk.");
        var folder = Directory.CreateTempSubdirectory("datalake-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={kibibytes}k"), "tmpfs", folder))
        {
            return new TinyDisk(folder);
        }

        Directory.Delete(folder);
        throw new SkipException("Needs the right to mount a small disk, which this container does not have.");
    }

    public ILakeStore Open() => LakeStore.Open(LakeAddress.Parse(Root), new LakeStoreOptions(), Reporter);

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", _mount));

    public void Dispose()
    {
        Run("umount", _mount);
        Directory.Delete(_mount);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
