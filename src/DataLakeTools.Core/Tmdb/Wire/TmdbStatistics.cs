namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>What a client has done so far. The numbers can be read at any time.</summary>
public sealed class TmdbStatistics
{
    private readonly Lock _missingLock = new();
    private long _requests;
    private long _retries;
    private long _rateLimited;
    private long _bytes;
    private long _cacheHits;
    private MissingParts _missing = new(0, new Dictionary<string, long>());

    /// <summary>Requests sent, retries included.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Requests sent again: after a fault, after a 429, or because an answer came without a part that was asked for.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Responses with 429.</summary>
    public long RateLimited => Interlocked.Read(ref _rateLimited);

    /// <summary>Bytes of the bodies received, unpacked.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Responses from the cache, revalidated or not.</summary>
    public long CacheHits => Interlocked.Read(ref _cacheHits);

    /// <summary>The records that came without parts that were asked for.</summary>
    public MissingParts MissingParts
    {
        get
        {
            lock (_missingLock)
            {
                return _missing;
            }
        }
    }

    /// <summary>The numbers in one line.</summary>
    public override string ToString() =>
        $"{Requests} requests, {Retries} retries, {RateLimited} refused for the rate, {Bytes} bytes, {CacheHits} from the cache";

    internal void CountRequest() => Interlocked.Increment(ref _requests);

    internal void CountRetry() => Interlocked.Increment(ref _retries);

    internal void CountRateLimited() => Interlocked.Increment(ref _rateLimited);

    internal void CountBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void CountMissing(IReadOnlyList<string> parts)
    {
        lock (_missingLock)
        {
            var counts = _missing.Parts.ToDictionary();
            foreach (var part in parts)
            {
                counts[part] = counts.GetValueOrDefault(part) + 1;
            }

            _missing = new MissingParts(_missing.Records + 1, counts);
        }
    }

    internal void CountCacheHit() => Interlocked.Increment(ref _cacheHits);
}
