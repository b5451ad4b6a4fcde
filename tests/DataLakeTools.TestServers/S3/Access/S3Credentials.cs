using System.Collections.Concurrent;

namespace DataLakeTools.TestServers.S3;

/// <summary>The access keys of one stand-in; a test expires and renews them while it runs.</summary>
public sealed class S3Credentials
{
    private readonly ConcurrentDictionary<string, S3Credential> _known;
    private readonly ConcurrentDictionary<string, bool> _expired = new();

    internal S3Credentials(IEnumerable<S3Credential> credentials) =>
        _known = new(credentials.Select(credential => KeyValuePair.Create(credential.AccessKey, credential)));

    /// <summary>Whether requests must be signed.</summary>
    public bool AreRequired => !_known.IsEmpty;

    public void Add(S3Credential credential) => _known[credential.AccessKey] = credential;

    /// <summary>From now on requests with this key answer ExpiredToken.</summary>
    public void Expire(string accessKey) => _expired[accessKey] = true;

    public void Renew(string accessKey) => _expired.TryRemove(accessKey, out _);

    internal S3Credential Require(string accessKey)
    {
        if (!_known.TryGetValue(accessKey, out var credential))
        {
            throw S3Errors.InvalidAccessKeyId(accessKey);
        }

        return _expired.ContainsKey(accessKey) ? throw S3Errors.ExpiredToken() : credential;
    }
}
