namespace DataLakeTools.Core.Reporting;

/// <summary>Tells nobody.</summary>
public sealed class SilentReporter : IReporter
{
    private SilentReporter()
    {
    }

    /// <summary>The one there is.</summary>
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
    public void Progress(TransferProgress progress)
    {
    }

    /// <inheritdoc/>
    public void Progress(RecordProgress progress)
    {
    }
}
