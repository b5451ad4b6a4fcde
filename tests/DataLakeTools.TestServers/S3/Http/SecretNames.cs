namespace DataLakeTools.TestServers.S3;

/// <summary>Headers and query fields that must never reach a log or a test's output.</summary>
internal static class SecretNames
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "X-Amz-Security-Token", "X-Amz-Signature", "X-Amz-Credential",
    };

    public static bool Contains(string name) => Names.Contains(name);
}
