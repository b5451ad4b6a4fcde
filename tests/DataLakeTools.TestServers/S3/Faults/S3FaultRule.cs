namespace DataLakeTools.TestServers.S3;

/// <summary>A fault that was added, with what is left of it.</summary>
public sealed class S3FaultRule
{
    private readonly Func<S3Request, bool> _match;
    private readonly Lock _gate = new();
    private readonly Random _random;
    private int _toSkip;

    internal S3FaultRule(Func<S3Request, bool> match, S3Fault fault)
    {
        _match = match;
        Fault = fault;
        _toSkip = fault.Skipped;
        _random = new Random(fault.Seed);
    }

    public S3Fault Fault { get; }

    /// <summary>How often it struck.</summary>
    public int Strikes { get; private set; }

    internal bool Strike(S3Request request)
    {
        if (!_match(request))
        {
            return false;
        }

        lock (_gate)
        {
            if (_toSkip > 0)
            {
                _toSkip--;
                return false;
            }

            if (Strikes >= Fault.Count || _random.NextDouble() >= Fault.Probability)
            {
                return false;
            }

            Strikes++;
            return true;
        }
    }
}
