using System.Collections.Concurrent;

namespace DataLakeTools.TestServers.S3;

/// <summary>The access keys of one stand-in; a test expires and renews them while it runs.</summary>
public sealed class S3Credentials
{
    private readonly ConcurrentDictionary<string, S3Credential> known;
    private readonly ConcurrentDictionary<string, bool> expired = new();

    internal S3Credentials(IEnumerable<S3Credential> credentials) =>
        known = new(credentials.Select(credential => KeyValuePair.Create(credential.AccessKey, credential)));

    /// <summary>Whether requests must be signed.</summary>
    public bool AreRequired => !known.IsEmpty;

    public void Add(S3Credential credential) => known[credential.AccessKey] = credential;

    /// <summary>From now on requests with this key answer ExpiredToken.</summary>
    public void Expire(string accessKey) => expired[accessKey] = true;

    public void Renew(string accessKey) => expired.TryRemove(accessKey, out _);

    internal S3Credential Require(string accessKey)
    {
        if (!known.TryGetValue(accessKey, out var credential))
            throw S3Errors.InvalidAccessKeyId(accessKey);
        return expired.ContainsKey(accessKey) ? throw S3Errors.ExpiredToken() : credential;
    }
}
