namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>
/// Spaces requests evenly, so that no one-second window at the server has more of them than allowed. A 429 pauses all
/// requests until TMDB accepts them again; then the rate recovers step by step.
/// <para>
/// Two rules hold at once. Requests keep a minimum interval, though a few may catch up after a stall. And with a limit
/// of n per second, a request waits until a second after the request n before it reached the server. A request whose
/// response took longer than usual may have reached the server late, so its second starts that much later.
/// </para>
/// </summary>
public sealed class TmdbRateLimiter : IDisposable
{
    /// <summary>About what TMDB allows.</summary>
    public const int DefaultRequestsPerSecond = 40;

    // Network jitter in seconds, which can move requests closer together; estimated from the latencies, within these
    // bounds. With the largest the rate is 97.6 % of what is allowed, with the smallest 99.2 %.
    private const double MaxJitter = 0.025;
    private const double MinJitter = 0.008;
    private const double DeviationsOfJitter = 4;
    private const int CatchUpIntervals = 2;
    private const double MaxLateness = 0.25;
    private const double MaxInitialLateness = 3;
    private const double MinRateFactor = 1.0 / 16;
    private const double LatencySmoothing = 0.05;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseMargin = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly object _lock = new();
    private readonly long _start;
    private readonly HashSet<Client> _clients = [];
    private SentRequest[] _sent;
    private long _count;
    private double _next;
    private double _pausedUntil;
    private double _lastBackOff = double.NegativeInfinity;
    private double _rateFactor = 1;
    private double _typicalLatency = double.PositiveInfinity;
    private double _deviation = MaxJitter / DeviationsOfJitter;
    private int _rejectionsInARow;

    /// <summary>Starts with nothing sent.</summary>
    /// <param name="requestsPerSecond">How many requests may start within any second.</param>
    /// <param name="clock">The clock; the system's if <see langword="null"/>.</param>
    public TmdbRateLimiter(int requestsPerSecond = DefaultRequestsPerSecond, TimeProvider? clock = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(requestsPerSecond);
        _clock = clock ?? TimeProvider.System;
        _start = _clock.GetTimestamp();
        _sent = new SentRequest[requestsPerSecond];
    }

    /// <summary>
    /// The limiter that all clients of the process share unless another is given: TMDB counts an address, not a client.
    /// </summary>
    public static TmdbRateLimiter ProcessWide { get; } = new();

    /// <summary>How many requests may start within any second: as many as the most careful client allows that is in use.</summary>
    public int RequestsPerSecond
    {
        get
        {
            lock (_lock)
            {
                return _sent.Length;
            }
        }
    }

    /// <summary>Takes a client in, until what is returned is disposed. Requests sent before still count.</summary>
    /// <param name="requestsPerSecond">How many requests it allows within any second, its own and those of others.</param>
    public IDisposable Join(int requestsPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(requestsPerSecond);
        var client = new Client(this, requestsPerSecond);
        lock (_lock)
        {
            _clients.Add(client);
            KeepToClients();
        }

        return client;
    }

    /// <summary>Waits until a request may be sent. Waiters are served in order.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<TmdbRatePermit> AcquireAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                double wait;
                lock (_lock)
                {
                    var now = Now();
                    wait = Due() - now;
                    if (wait <= 0)
                    {
                        return Grant(now);
                    }
                }

                // Rounded up to the timer's resolution: a shorter wait would end too early and loop once more.
                var delay = TimeSpan.FromMilliseconds(Math.Ceiling(wait * 1000));
                await Task.Delay(delay, _clock, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reports that the request was answered: its latency is recorded and the rate recovers.</summary>
    /// <param name="permit">The permit of the request.</param>
    public void ReportAnswered(TmdbRatePermit permit)
    {
        lock (_lock)
        {
            var latency = Now() - ToSeconds(permit.Timestamp);
            ref var sent = ref _sent[permit.Sequence % _sent.Length];
            if (sent.Sequence == permit.Sequence)
            {
                sent.Latency = latency;
            }

            // The first latencies include connecting and warming up, so only the fastest counts as typical.
            if (_count <= _sent.Length)
            {
                _typicalLatency = Math.Min(_typicalLatency, latency);
            }
            else
            {
                _deviation += (Math.Abs(latency - _typicalLatency) - _deviation) * LatencySmoothing;
                _typicalLatency += (latency - _typicalLatency) * LatencySmoothing;
            }

            _rejectionsInARow = 0;
            _rateFactor = Math.Min(1, _rateFactor + (1.0 / (4 * _sent.Length)));
        }
    }

    /// <summary>Reports a 429: nothing is sent until the pause is over, and then at half the rate.</summary>
    /// <param name="permit">The permit of the request.</param>
    /// <param name="retryAfter">The Retry-After of the response; without one, a second, doubled each time in a row.</param>
    /// <returns>The pause that begins with it; null where one was under way, and is no longer than that.</returns>
    public TimeSpan? ReportThrottled(TmdbRatePermit permit, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            var now = Now();
            var isNew = ToSeconds(permit.Timestamp) > _lastBackOff;
            if (isNew)
            {
                _lastBackOff = now;
                _rejectionsInARow++;
                _rateFactor = Math.Max(MinRateFactor, _rateFactor / 2);
            }

            if (isNew || retryAfter is not null)
            {
                var pause = Pause(retryAfter);
                var until = now + (pause + PauseMargin).TotalSeconds;

                // Parallel requests get their 429 almost together, so a pause counts as longer only if it ends more than a
                // second later.
                var isLonger = until > _pausedUntil + 1;
                _pausedUntil = Math.Max(_pausedUntil, until);
                return isNew || isLonger ? pause : null;
            }

            return null;
        }
    }

    /// <summary>Frees the limiter. The process-wide one is never disposed.</summary>
    public void Dispose() => _turn.Dispose();

    // One second plus jitter; the largest jitter until enough latencies are known.
    private double Window => 1 + (_count <= _sent.Length
        ? MaxJitter
        : Math.Clamp(DeviationsOfJitter * _deviation, MinJitter, MaxJitter));

    private TimeSpan Pause(TimeSpan? retryAfter)
    {
        if (retryAfter is TimeSpan given)
        {
            return given < TimeSpan.Zero ? TimeSpan.Zero : given;
        }

        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_rejectionsInARow, 10) - 1));
        return pause < MaxPause ? pause : MaxPause;
    }

    private double Due()
    {
        var interval = Window / (_sent.Length * _rateFactor);
        var due = Math.Max(_pausedUntil, _next - (CatchUpIntervals * interval));
        ref readonly var oldest = ref _sent[_count % _sent.Length];
        if (!oldest.WasSent)
        {
            return due;
        }

        var lateness = double.IsNaN(oldest.Latency) || double.IsInfinity(_typicalLatency)
            ? 0
            : Math.Clamp(oldest.Latency - _typicalLatency, 0, oldest.Sequence < _sent.Length ? MaxInitialLateness : MaxLateness);
        return Math.Max(due, oldest.Time + lateness + Window);
    }

    private TmdbRatePermit Grant(double now)
    {
        var interval = Window / (_sent.Length * _rateFactor);
        _next = Math.Max(_next, now) + interval;
        _sent[_count % _sent.Length] = new SentRequest(_count, now);
        return new TmdbRatePermit(_count++, _start + (long)(now * _clock.TimestampFrequency));
    }

    private void Resize(int requestsPerSecond)
    {
        var resized = new SentRequest[requestsPerSecond];
        var oldest = Math.Max(0, _count - Math.Min(_sent.Length, requestsPerSecond));
        for (var sequence = oldest; sequence < _count; sequence++)
        {
            resized[sequence % requestsPerSecond] = _sent[sequence % _sent.Length];
        }

        _sent = resized;
    }

    private double Now() => _clock.GetElapsedTime(_start).TotalSeconds;

    private double ToSeconds(long timestamp) => (timestamp - _start) / (double)_clock.TimestampFrequency;

    // Without clients it stays as it is.
    private void KeepToClients()
    {
        if (_clients.Count > 0 && _clients.Min(client => client.RequestsPerSecond) is var most && most != _sent.Length)
        {
            Resize(most);
        }
    }

    private sealed class Client(TmdbRateLimiter limiter, int requestsPerSecond) : IDisposable
    {
        public int RequestsPerSecond => requestsPerSecond;

        public void Dispose()
        {
            lock (limiter._lock)
            {
                limiter._clients.Remove(this);
                limiter.KeepToClients();
            }
        }
    }

    private struct SentRequest(long sequence, double time)
    {
        public readonly long Sequence = sequence;
        public readonly double Time = time;
        public readonly bool WasSent = true;
        public double Latency = double.NaN;
    }
}
