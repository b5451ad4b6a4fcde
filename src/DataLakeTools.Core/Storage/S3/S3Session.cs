using Amazon.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>All that requests to one bucket share.</summary>
internal sealed class S3Session : IDisposable
{
    private readonly S3Connection _connection;

    private S3Session(S3Connection connection, string bucket, LakeStoreOptions options)
    {
        _connection = connection;
        Addresses = new S3Addresses(connection.Client, bucket);
        Transport = new S3Transport(connection, options);
    }

    /// <summary>The SDK's client, for everything but the bytes.</summary>
    public AmazonS3Client Client => _connection.Client;

    /// <summary>The way of the bytes.</summary>
    public S3Transport Transport { get; }

    public S3Addresses Addresses { get; }

    public static async Task<S3Session> OpenAsync(string bucket, LakeStoreOptions options, CancellationToken cancellationToken) =>
        new(await S3Connection.OpenAsync(bucket, options, cancellationToken).ConfigureAwait(false), bucket, options);

    public void Dispose()
    {
        Transport.Dispose();
        _connection.Dispose();
    }
}
