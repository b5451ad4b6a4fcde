using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace DataLakeTools.Core.Jobs.Lease;

/// <summary>The run that a checkpoint belongs to, with what tells whether it is still alive.</summary>
/// <param name="RunId">The id of the run.</param>
/// <param name="Machine">The name of its machine.</param>
/// <param name="ProcessId">Its process.</param>
/// <param name="ProcessStarted">When that process began, so that another with the same number is not taken for it.</param>
/// <param name="Since">When the run began.</param>
/// <param name="Seen">When it last gave a sign of life, by its own clock.</param>
internal sealed record LeaseOwner(string RunId, string Machine, int ProcessId, DateTimeOffset ProcessStarted, DateTimeOffset Since, DateTimeOffset Seen)
{
    // Two processes may read the start of a third from the system's ticks a little differently.
    private static readonly TimeSpan SameStart = TimeSpan.FromSeconds(2);

    public static LeaseOwner This(string runId, DateTimeOffset now)
    {
        using var process = Process.GetCurrentProcess();
        return new LeaseOwner(runId, Environment.MachineName, Environment.ProcessId, process.StartTime.ToUniversalTime(), now, now);
    }

    /// <summary>Whether its process is certainly gone; false also where that cannot be known from here.</summary>
    public bool IsGone => Machine == Environment.MachineName && !IsRunning();

    /// <summary>Whether its clock is this machine's clock.</summary>
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

    // Dead, but listed until its parent asks after it, which in a container without an init may be never. The state is the
    // letter after the program's name, and that name may hold parentheses itself (proc_pid_stat(5)).
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
