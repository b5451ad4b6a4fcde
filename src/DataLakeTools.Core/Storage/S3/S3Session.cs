using Amazon.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>All that requests to one bucket share.</summary>
internal sealed class S3Session : IDisposable
{
    private readonly S3Connection _connection;

    private S3Session(S3Connection connection, string bucket, LakeStoreOptions options)
    {
        _connection = connection;
        Addresses = S3Addresses.Of(connection, bucket);
        Calls = new S3Calls(Addresses);
        Retries = new S3Retries(connection, bucket, options);
        Transport = new S3Transport(connection, Addresses, Retries, options);
    }

    /// <summary>When a request is sent again.</summary>
    public S3Retries Retries { get; }

    /// <summary>The way of the bytes.</summary>
    public S3Transport Transport { get; }

    public S3Addresses Addresses { get; }

    /// <summary>The requests around a multipart upload.</summary>
    public S3Calls Calls { get; }

    /// <summary>The time, as the server has it where its clock is known to differ from ours.</summary>
    public DateTimeOffset Now => _connection.Now(Addresses);

    public static async Task<S3Session> OpenAsync(string bucket, LakeStoreOptions options, CancellationToken cancellationToken) =>
        new(await S3Connection.OpenAsync(bucket, options, sdkRetries: 0, cancellationToken).ConfigureAwait(false), bucket, options);

    /// <summary>What S3 says of a HEAD that it refused without a word.</summary>
    public Task<Exception> ExplainAsync(Exception exception, string bucket, CancellationToken cancellationToken) =>
        S3Errors.ExplainAsync(exception, _connection.Client, bucket, cancellationToken);

    /// <summary>Makes a request of our own around a multipart upload.</summary>
    /// <param name="call">The request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="attempts">Where to note what became of the attempts.</param>
    public Task<S3Reply> CallAsync(S3Call call, CancellationToken cancellationToken, S3Attempts? attempts = null) =>
        Transport.CallAsync(call, cancellationToken, attempts);

    /// <summary>Makes a request of the SDK, for everything else.</summary>
    /// <param name="request">Makes the request once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="attempts">Where to note what became of the attempts.</param>
    public Task<T> SendAsync<T>(Func<AmazonS3Client, CancellationToken, Task<T>> request, CancellationToken cancellationToken, S3Attempts? attempts = null) =>
        Retries.SendAsync(token => request(_connection.Client, token), cancellationToken, attempts);

    public void Dispose() => _connection.Dispose();
}
