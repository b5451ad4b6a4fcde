namespace DataLakeTools.TestServers.Tmdb;

/// <summary>Counts requests in a sliding second, as strictly as can be.</summary>
/// <param name="clock">Measures the second.</param>
internal sealed class RateWindow(TimeProvider clock)
{
    private readonly Queue<long> _accepted = new();
    private readonly Queue<long> _all = new();
    private readonly Lock _lock = new();

    /// <summary>The most requests that came within any second.</summary>
    public int Most { get; private set; }

    public bool TryEnter(int limit)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            Forget(_all, now);
            Forget(_accepted, now);
            _all.Enqueue(now);
            Most = Math.Max(Most, _all.Count);
            if (limit > 0 && _accepted.Count >= limit)
            {
                return false;
            }

            _accepted.Enqueue(now);
            return true;
        }
    }

    private void Forget(Queue<long> times, long now)
    {
        while (times.TryPeek(out var time) && clock.GetElapsedTime(time, now) >= TimeSpan.FromSeconds(1))
        {
            times.Dequeue();
        }
    }
}
