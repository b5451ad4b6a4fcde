namespace DataLakeTools.Core.Reporting;

/// <summary>A reporter that discards everything.</summary>
public sealed class SilentReporter : IReporter
{
    private SilentReporter()
    {
    }

    /// <summary>The only instance.</summary>
    public static SilentReporter Instance { get; } = new();

    /// <inheritdoc/>
    public void Verbose(string message)
    {
    }

    /// <inheritdoc/>
    public void Warning(string message)
    {
    }

    /// <inheritdoc/>
    public void Progress(ByteProgress progress)
    {
    }

    /// <inheritdoc/>
    public void Progress(RecordProgress progress)
    {
    }
}
