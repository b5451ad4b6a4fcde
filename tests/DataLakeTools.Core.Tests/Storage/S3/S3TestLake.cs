using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>A lake in a bucket of a stand-in that only this test talks to.</summary>
public sealed class S3TestLake : TestLake
{
    public const string Bucket = "lake-of-tests";
    public const string Prefix = "zone one";
    public const int PartSize = 5 * 1024 * 1024;

    private S3TestLake(S3StandIn server)
    {
        Server = server;
        Options = new LakeStoreOptions { EndpointUrl = server.Endpoint, PartSize = PartSize, ThrottleLimit = 4 };
    }

    public S3StandIn Server { get; }

    public override LakeAddress Address { get; } = LakeAddress.Parse($"s3://{Bucket}/{Prefix}");

    public override LakeStoreOptions Options { get; init; }

    public override IReadOnlyDictionary<string, byte[]> Objects => Server.Buckets.TryGetValue(Bucket, out var bucket)
        ? bucket.Objects.ToDictionary(found => found.Key[(Prefix.Length + 1)..], found => found.Value.Bytes)
        : new Dictionary<string, byte[]>();

    public override IReadOnlyList<string> Leftovers => [.. Server.OpenUploads.Select(upload => upload.UploadId)];

    public static async Task<S3TestLake> StartAsync(S3StandInOptions? options = null) => new(await S3StandIn.StartAsync(
        (options ?? new S3StandInOptions { Credentials = [new(AwsEnvironment.AccessKey, AwsEnvironment.Secret)] }) with { Buckets = [Bucket] }));

    /// <summary>The object as the server keeps it.</summary>
    public S3Object Stored(string key) => Server.Buckets[Bucket].Objects[$"{Prefix}/{key}"];

    protected override ValueTask CloseAsync() => Server.DisposeAsync();
}
