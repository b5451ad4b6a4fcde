namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>
/// Lets requests go evenly, so that no second that the server may measure has more of them than allowed. Answers of
/// 429 stop everything until TMDB wants more, then the rate grows back step by step.
/// <para>
/// Two rules hold at once: requests keep their distance (a few may catch up after a stall), and no request goes before
/// the one that is a full rate older has been with the server for a second. When a request needed longer than usual
/// to be answered, it may have reached the server late, and its second counts from then.
/// </para>
/// </summary>
public sealed class TmdbRateLimiter : IDisposable
{
    /// <summary>What TMDB allows, about.</summary>
    public const int DefaultRequestsPerSecond = 40;

    // What requests may bunch up on their way, in seconds: as much as the answers' times say, within these bounds. The
    // rate is 97.6 % of what is allowed with the most, 99.2 % with the least.
    private const double MostBunching = 0.025;
    private const double LeastBunching = 0.008;
    private const double DeviationsOfBunching = 4;
    private const int CatchUp = 2;
    private const double MostLateness = 0.25;
    private const double MostLatenessOfFirst = 3;
    private const double LeastShare = 1.0 / 16;
    private const double ShareOfNewLatency = 0.05;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWanted = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly object _lock = new();
    private readonly long _start;
    private SentRequest[] _sent;
    private long _count;
    private double _next;
    private double _pausedUntil;
    private double _lastBackOff = double.NegativeInfinity;
    private double _share = 1;
    private double _usualLatency = double.PositiveInfinity;
    private double _deviation = MostBunching / DeviationsOfBunching;
    private int _refusals;

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

    /// <summary>How many requests may start within any second. What was sent before still counts after a change.</summary>
    public int RequestsPerSecond
    {
        get
        {
            lock (_lock)
            {
                return _sent.Length;
            }
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            lock (_lock)
            {
                if (value != _sent.Length)
                {
                    Resize(value);
                }
            }
        }
    }

    /// <summary>The rate at which requests go now: lower after 429, growing back with each answer.</summary>
    public double CurrentRequestsPerSecond
    {
        get
        {
            lock (_lock)
            {
                return _sent.Length * _share;
            }
        }
    }

    /// <summary>Waits until one request may go. Those who wait are served in the order they came.</summary>
    /// <param name="cancellationToken">Gives up the wait.</param>
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

                // Rounded up to the timer's step: a shorter wait would end too early and go round again.
                var delay = TimeSpan.FromMilliseconds(Math.Ceiling(wait * 1000));
                await Task.Delay(delay, _clock, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Tells that the request was answered, so that its time on the way is known and the rate can recover.</summary>
    /// <param name="permit">What let the request go.</param>
    public void Answered(TmdbRatePermit permit)
    {
        lock (_lock)
        {
            var latency = Now() - ToSeconds(permit.Timestamp);
            ref var sent = ref _sent[permit.Sequence % _sent.Length];
            if (sent.Sequence == permit.Sequence)
            {
                sent.Latency = latency;
            }

            // The first answers include connecting and warming up: only the fastest says what is usual.
            if (_count <= _sent.Length)
            {
                _usualLatency = Math.Min(_usualLatency, latency);
            }
            else
            {
                _deviation += (Math.Abs(latency - _usualLatency) - _deviation) * ShareOfNewLatency;
                _usualLatency += (latency - _usualLatency) * ShareOfNewLatency;
            }

            _refusals = 0;
            _share = Math.Min(1, _share + (1.0 / (4 * _sent.Length)));
        }
    }

    /// <summary>Tells that the request was refused with 429: nothing goes until the pause is over, then at half the rate.</summary>
    /// <param name="permit">What let the request go.</param>
    /// <param name="retryAfter">How long TMDB wants us to wait, if it said so, up to two minutes; else a second, doubled each time in a row.</param>
    public void Refused(TmdbRatePermit permit, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            var now = Now();
            var isNew = ToSeconds(permit.Timestamp) > _lastBackOff;
            if (isNew)
            {
                _lastBackOff = now;
                _refusals++;
                _share = Math.Max(LeastShare, _share / 2);
            }

            if (isNew || retryAfter is not null)
            {
                _pausedUntil = Math.Max(_pausedUntil, now + (Pause(retryAfter) + Margin).TotalSeconds);
            }
        }
    }

    /// <summary>Frees the limiter. The process-wide one is never disposed.</summary>
    public void Dispose() => _turn.Dispose();

    // A second as the server may measure it. Until the first answers the most is taken.
    private double Window => 1 + (_count <= _sent.Length
        ? MostBunching
        : Math.Clamp(DeviationsOfBunching * _deviation, LeastBunching, MostBunching));

    private TimeSpan Pause(TimeSpan? retryAfter)
    {
        if (retryAfter is TimeSpan given)
        {
            return given < TimeSpan.Zero ? TimeSpan.Zero : given < LongestWanted ? given : LongestWanted;
        }

        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_refusals, 10) - 1));
        return pause < LongestPause ? pause : LongestPause;
    }

    private double Due()
    {
        var interval = Window / (_sent.Length * _share);
        var due = Math.Max(_pausedUntil, _next - (CatchUp * interval));
        ref readonly var oldest = ref _sent[_count % _sent.Length];
        if (!oldest.WasSent)
        {
            return due;
        }

        var lateness = double.IsNaN(oldest.Latency) || double.IsInfinity(_usualLatency)
            ? 0
            : Math.Clamp(oldest.Latency - _usualLatency, 0, oldest.Sequence < _sent.Length ? MostLatenessOfFirst : MostLateness);
        return Math.Max(due, oldest.Time + lateness + Window);
    }

    private TmdbRatePermit Grant(double now)
    {
        var interval = Window / (_sent.Length * _share);
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

    private struct SentRequest(long sequence, double time)
    {
        public readonly long Sequence = sequence;
        public readonly double Time = time;
        public readonly bool WasSent = true;
        public double Latency = double.NaN;
    }
}
