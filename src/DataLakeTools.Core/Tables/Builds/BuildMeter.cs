using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>Tells which table a build is at, and how many are left. Thread-safe.</summary>
internal sealed class BuildMeter(IReporter reporter, TimeProvider clock)
{
    private const string Activity = "Building tables";

    private readonly long _started = clock.GetTimestamp();
    private int _begun;
    private int _expected;

    /// <summary>Adds steps to those that are expected.</summary>
    public void Expect(int steps) => _expected += steps;

    /// <summary>Begins the next step.</summary>
    /// <param name="what">What it is called.</param>
    public void Begin(string what) => reporter.Progress(new StepProgress(Activity, what, Interlocked.Increment(ref _begun) - 1, _expected, clock.GetElapsedTime(_started), IsCompleted: false));

    /// <summary>Ends the last step.</summary>
    public void End()
    {
        if (_begun > 0)
        {
            reporter.Progress(new StepProgress(Activity, string.Empty, _begun, _expected, clock.GetElapsedTime(_started), IsCompleted: true));
        }
    }
}
