using System.Runtime.InteropServices;

namespace DataLakeTools.Pipeline;

/// <summary>
/// Ends work cleanly when the process gets SIGTERM or SIGHUP, because PowerShell does not stop its pipelines then. The work is
/// stopped and waited for; after that the signal ends the process as usual.
/// </summary>
internal sealed class GracefulShutdown(Action stop) : IDisposable
{
    // Supervisors kill the process a while after the signal, Docker after ten seconds.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    private readonly object _gate = new();
    private readonly List<Task> _work = [];
    private readonly List<PosixSignalRegistration> _signals = [];

    /// <summary>Registers work that has to end before the process does.</summary>
    public void Watch(Task work)
    {
        lock (_gate)
        {
            if (_signals.Count == 0)
            {
                _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, End));
                _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, End));
            }

            _work.RemoveAll(done => done.IsCompleted);
            _work.Add(work);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _signals.ForEach(signal => signal.Dispose());
            _signals.Clear();
        }
    }

    // The process ends when this returns, so it waits for the work, whose results and errors are no longer written.
    private void End(PosixSignalContext context)
    {
        Task[] running;
        lock (_gate)
        {
            if (_signals.Count == 0)
            {
                return;
            }

            running = [.. _work];
            stop();
        }

        Task.WhenAll(running).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(LongestWait);
    }
}
