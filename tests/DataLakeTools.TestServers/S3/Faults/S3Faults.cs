using System.Collections.Immutable;

namespace DataLakeTools.TestServers.S3;

/// <summary>The faults of one stand-in. The first rule that matches and is not used up strikes.</summary>
public sealed class S3Faults
{
    private ImmutableList<S3FaultRule> _rules = [];

    internal S3Faults()
    {
    }

    public S3FaultRule Add(Func<S3Request, bool> match, S3Fault fault)
    {
        var rule = new S3FaultRule(match, fault);
        ImmutableInterlocked.Update(ref _rules, list => list.Add(rule));
        return rule;
    }

    /// <summary>On one operation of the S3 API, such as <c>UploadPart</c>.</summary>
    public S3FaultRule Add(string operation, S3Fault fault) => Add(request => request.Operation == operation, fault);

    public void Remove(S3FaultRule rule) => ImmutableInterlocked.Update(ref _rules, list => list.Remove(rule));

    public void Clear() => ImmutableInterlocked.Update(ref _rules, _ => []);

    internal S3Fault? Take(S3Request request) => Volatile.Read(ref _rules).Find(rule => rule.Strike(request))?.Fault;
}
