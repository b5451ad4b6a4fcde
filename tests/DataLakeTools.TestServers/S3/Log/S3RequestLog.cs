using System.Collections;
using System.Diagnostics;

namespace DataLakeTools.TestServers.S3;

/// <summary>Every request of one stand-in in order of arrival. Enumerating takes a snapshot.</summary>
public sealed class S3RequestLog : IReadOnlyCollection<S3LoggedRequest>
{
    private readonly Lock _gate = new();
    private readonly List<S3LoggedRequest> _entries = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly bool _isOn;

    internal S3RequestLog(bool isOn) => _isOn = isOn;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Those of one operation, such as <c>UploadPart</c>.</summary>
    public IReadOnlyList<S3LoggedRequest> Of(string operation) => [.. this.Where(entry => entry.Operation == operation)];

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }

    public IEnumerator<S3LoggedRequest> GetEnumerator()
    {
        lock (_gate)
        {
            return ((IEnumerable<S3LoggedRequest>)_entries.ToArray()).GetEnumerator();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    internal S3LoggedRequest? Add(S3Request request)
    {
        if (!_isOn)
        {
            return null;
        }

        var entry = new S3LoggedRequest(request, Elapsed);
        lock (_gate)
        {
            _entries.Add(entry);
        }

        return entry;
    }
}
