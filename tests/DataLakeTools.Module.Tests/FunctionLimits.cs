using System.Globalization;

namespace DataLakeTools.Module.Tests;

/// <summary>
/// The memory and the temporary folder that Lambda gives a function, for a process on this machine: a control group that ends
/// what takes more, and a disk of that size in a mount namespace of its own.
/// </summary>
/// <param name="Memory">The memory in MB.</param>
/// <param name="Storage">The size of the temporary folder in MB.</param>
internal sealed record FunctionLimits(int Memory, int Storage)
{
    private const string Groups = "/sys/fs/cgroup";

    // 1: the control group. 2: the file that limits it, 3: to what. 4: the disk, 5: where it goes. Then the command.
    private const string Script = """
        mkdir "$1"
        echo "$3" > "$1/$2"
        if [ -e "$1/memory.swap.max" ]; then echo 0 > "$1/memory.swap.max"; fi
        mount -o loop "$4" "$5"
        echo $$ > "$1/cgroup.procs"
        shift 5
        exec "$@"
        """;

    private readonly string _group = Path.Combine(IsFirstVersion ? $"{Groups}/memory" : Groups, $"datalake-{Guid.NewGuid():N}");

    /// <summary>Why a process cannot be limited here; null where it can.</summary>
    public static string? WhyNot =>
        !OperatingSystem.IsLinux() ? "Limits of processes as Lambda's are of Linux."
        : Environment.UserName != "root" ? "Only root can limit the memory and mount a disk."
        : !IsFirstVersion && !(File.Exists($"{Groups}/cgroup.subtree_control") && File.ReadAllText($"{Groups}/cgroup.subtree_control").Contains("memory", StringComparison.Ordinal)) ? "There is no control group for memory here."
        : new[] { "unshare", "bash", "mkfs.ext4" }.FirstOrDefault(tool => Command.Find(tool) is null) is { } missing ? $"{missing} is not on this machine."
        : null;

    private static bool IsFirstVersion => File.Exists($"{Groups}/memory/memory.limit_in_bytes");

    /// <summary>The command line that starts a command within the limits.</summary>
    /// <param name="command">The command.</param>
    /// <param name="folder">A folder for the disk.</param>
    /// <param name="temporary">Where the process finds it: the temporary folder.</param>
    public async Task<string[]> AroundAsync(string[] command, string folder, string temporary)
    {
        var disk = Path.Combine(folder, "disk");
        await using (var file = File.Create(disk))
        {
            file.SetLength(Storage * 1024L * 1024);
        }

        var made = await Command.RunAsync("mkfs.ext4", ["-q", disk]);
        if (made.ExitCode != 0)
        {
            throw new InvalidOperationException(made.Error);
        }

        Directory.CreateDirectory(temporary);
        return
        [
            "unshare", "--mount", "--", "bash", "-ec", Script, "limits",
            _group, IsFirstVersion ? "memory.limit_in_bytes" : "memory.max", (Memory * 1024L * 1024).ToString(CultureInfo.InvariantCulture), disk, temporary, .. command,
        ];
    }

    /// <summary>Removes the control group, once its process has ended.</summary>
    public void Remove()
    {
        if (Directory.Exists(_group))
        {
            Directory.Delete(_group);
        }
    }
}
