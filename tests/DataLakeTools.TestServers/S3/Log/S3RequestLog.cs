using System.Collections;
using System.Diagnostics;

namespace DataLakeTools.TestServers.S3;

/// <summary>Every request of one stand-in in order of arrival. Enumerating takes a snapshot.</summary>
public sealed class S3RequestLog : IReadOnlyCollection<S3LoggedRequest>
{
    private readonly Lock gate = new();
    private readonly List<S3LoggedRequest> entries = [];
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly bool isOn;

    internal S3RequestLog(bool isOn) => this.isOn = isOn;

    public int Count
    {
        get
        {
            lock (gate)
                return entries.Count;
        }
    }

    /// <summary>Those of one operation, such as <c>UploadPart</c>.</summary>
    public IReadOnlyList<S3LoggedRequest> Of(string operation) => [.. this.Where(entry => entry.Operation == operation)];

    public void Clear()
    {
        lock (gate)
            entries.Clear();
    }

    public IEnumerator<S3LoggedRequest> GetEnumerator()
    {
        lock (gate)
            return ((IEnumerable<S3LoggedRequest>)entries.ToArray()).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal TimeSpan Elapsed => Stopwatch.GetElapsedTime(started);

    internal S3LoggedRequest? Add(S3Request request)
    {
        if (!isOn)
            return null;
        var entry = new S3LoggedRequest(request, Elapsed);
        lock (gate)
            entries.Add(entry);
        return entry;
    }
}
