using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>The run that owns a lease, with what shows whether its process is still running.</summary>
/// <param name="RunId">The id of the run.</param>
/// <param name="Machine">The name of its machine.</param>
/// <param name="ProcessId">Its process.</param>
/// <param name="ProcessStarted">When that process began, to distinguish it from a later process with the same number.</param>
/// <param name="Since">When the run began.</param>
/// <param name="Seen">When it last renewed the lease, by its own clock.</param>
internal sealed record LeaseOwner(
    [property: JsonPropertyName("run")] string RunId,
    string Machine,
    [property: JsonPropertyName("process")] int ProcessId,
    DateTimeOffset ProcessStarted,
    DateTimeOffset Since,
    DateTimeOffset Seen)
{
    // The start of a process is calculated from clock ticks, and may differ a little between two readers.
    private static readonly TimeSpan SameStart = TimeSpan.FromSeconds(2);

    public static LeaseOwner This(string runId, DateTimeOffset now)
    {
        using var process = Process.GetCurrentProcess();
        return new LeaseOwner(runId, Environment.MachineName, Environment.ProcessId, process.StartTime.ToUniversalTime(), now, now);
    }

    /// <summary>Whether its process has certainly ended; false also where that cannot be determined from this machine.</summary>
    [JsonIgnore]
    public bool IsGone => Machine == Environment.MachineName && !IsRunning();

    /// <summary>Whether its clock is this machine's clock.</summary>
    [JsonIgnore]
    public bool IsOfThisMachine => Machine == Environment.MachineName;

    private bool IsRunning()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return (process.StartTime.ToUniversalTime() - ProcessStarted).Duration() < SameStart && !IsDefunct();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception hidden) when (hidden is Win32Exception or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    // An ended process stays listed as a zombie until its parent waits for it, which in a container without an init may never
    // happen. The state is the letter after the program's name, and that name may contain parentheses (proc_pid_stat(5)).
    private bool IsDefunct()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{ProcessId}/stat"));
        return stat[(stat.LastIndexOf(')') + 1)..].TrimStart() is ['Z' or 'X', ..];
    }
}
