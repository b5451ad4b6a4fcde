namespace DataLakeTools.TestServers.S3;

/// <summary>What a fault does once so many bytes of the body have arrived.</summary>
internal sealed class BodyInterruption(long afterBytes, Func<Task> act)
{
    private bool _done;

    public Task ArrivedAsync(long bytes)
    {
        if (_done || bytes < afterBytes)
        {
            return Task.CompletedTask;
        }

        _done = true;
        return act();
    }
}
