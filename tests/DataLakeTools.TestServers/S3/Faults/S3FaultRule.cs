namespace DataLakeTools.TestServers.S3;

/// <summary>A fault that was added, with what is left of it.</summary>
public sealed class S3FaultRule
{
    private readonly Func<S3Request, bool> match;
    private readonly Lock gate = new();
    private readonly Random random;
    private int toSkip;

    internal S3FaultRule(Func<S3Request, bool> match, S3Fault fault)
    {
        this.match = match;
        Fault = fault;
        toSkip = fault.Skipped;
        random = new Random(fault.Seed);
    }

    public S3Fault Fault { get; }

    /// <summary>How often it struck.</summary>
    public int Strikes { get; private set; }

    internal bool Strike(S3Request request)
    {
        if (!match(request))
            return false;
        lock (gate)
        {
            if (toSkip > 0)
            {
                toSkip--;
                return false;
            }

            if (Strikes >= Fault.Count || random.NextDouble() >= Fault.Probability)
                return false;
            Strikes++;
            return true;
        }
    }
}
