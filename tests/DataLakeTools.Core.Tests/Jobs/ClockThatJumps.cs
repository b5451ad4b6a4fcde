namespace DataLakeTools.Core.Tests.Jobs;

/// <summary>The clock of this machine, until it jumps ahead once.</summary>
internal sealed class ClockThatJumps(TimeSpan jump) : TimeProvider
{
    private TimeSpan _ahead;

    public void Jump() => _ahead = jump;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
}
