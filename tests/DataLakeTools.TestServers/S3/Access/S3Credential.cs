namespace DataLakeTools.TestServers.S3;

/// <summary>An access key that the stand-in knows. With a session token, requests must carry that token too.</summary>
public sealed record S3Credential(string AccessKey, string Secret, string? SessionToken = null)
{
    /// <summary>Keeps the secret out of test output and logs.</summary>
    public override string ToString() => $"S3Credential {{ AccessKey = {AccessKey} }}";
}
