using System.Diagnostics.Metrics;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>Counts the HTTP requests that this process makes to one port, those too that no server ever sees.</summary>
internal sealed class ConnectionAttempts : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _count;

    public ConnectionAttempts(int port)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.request.duration" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "server.port" && value is int to && to == port)
                {
                    Interlocked.Increment(ref _count);
                }
            }
        });
        _listener.Start();
    }

    public int Count => Volatile.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
