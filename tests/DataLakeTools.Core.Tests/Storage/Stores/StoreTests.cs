using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Storage.Creation;

namespace DataLakeTools.Core.Tests.Storage.Stores;

/// <summary>What a lake promises, on a real store that is not S3.</summary>
public abstract class StoreTests(RunningStore running)
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies & more.csv";
    private const int PartSize = 5 * 1024 * 1024;

    private static readonly byte[] Small = Content.Of(3_000);
    private static readonly byte[] OtherSmall = Content.Of(3_000, seed: 2);
    private static readonly byte[] Large = Content.Of((2 * PartSize) + 17);
    private static readonly byte[] OtherLarge = Content.Of((2 * PartSize) + 17, seed: 2);

    private readonly RecordingReporter _reporter = new();

    /// <summary>Whether the store itself holds the condition of a write in one request.</summary>
    protected abstract bool KnowsConditions { get; }

    /// <summary>Whether objects have tags.</summary>
    protected abstract bool KnowsTags { get; }

    /// <summary>The first setting of a new bucket that the store refuses.</summary>
    protected abstract string NotTaken { get; }

    private LakeStoreOptions Options => new() { EndpointUrl = running.Endpoint, ProfileName = AwsEnvironment.StoreProfile, Region = "us-east-1", PartSize = PartSize };

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_object_is_written_once_proved_read_and_replaced_by_who_saw_it(bool inParts)
    {
        await using var store = await OpenAsync();
        var (content, other) = inParts ? (Large, OtherLarge) : (Small, OtherSmall);

        var written = await store.WriteAsync(Key, content);
        var seen = await store.SeeAsync(Key);
        var same = await store.WriteAsync(Key, content);
        await Writes.FailsAsync(DataLakeError.ObjectExists, () => store.WriteAsync(Key, other));
        var unchanged = await store.ReadAsync(Key);
        var replaced = await store.WriteAsync(Key, other, WriteCondition.IfUnchanged(seen));
        await Writes.FailsAsync(DataLakeError.ObjectChanged, () => store.WriteAsync(Key, content, WriteCondition.IfUnchanged(seen)));

        Assert.True(written.Verified);
        Assert.True(replaced.Verified);
        Assert.Equal(UploadOutcome.SameAlreadyThere, same.Outcome);
        Assert.Equal(content, unchanged);
        Assert.Equal(other, await store.ReadAsync(Key));
        Assert.Equal(!KnowsConditions, replaced.IsUnconditional);
        Assert.Equal(KnowsConditions ? 0 : 1, _reporter.Warnings.Count);
        Assert.Empty(await store.ListUnfinishedAsync(CancellationToken.None).ToArrayAsync());
    }

    [SkippableFact]
    public async Task What_came_while_parts_were_sent_is_not_overwritten()
    {
        await using var store = await OpenAsync();
        await using var upload = store.BeginUpload(new LakeWrite(Key, Large.Length, WriteCondition.IfAbsent, "text/csv"));
        await upload.SubmitAllAsync(Large);

        await store.WriteAsync(Key, OtherSmall);

        await Writes.FailsAsync(DataLakeError.ObjectExists, () => upload.CommitAsync(CancellationToken.None));
        Assert.Equal(OtherSmall, await store.ReadAsync(Key));
    }

    [SkippableFact]
    public async Task Tags_are_kept_or_refused_and_never_dropped()
    {
        await using var store = await OpenAsync(Options with { Tags = new Dictionary<string, string> { ["owner"] = "cinema" } });

        if (KnowsTags)
        {
            await store.WriteAsync(Key, Small);
            using var client = Client();
            var kept = await client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = store.Lake.BucketOrFolder, Key = Key });
            Assert.Equal(("owner", "cinema"), (Assert.Single(kept.Tagging).Key, kept.Tagging[0].Value));
            return;
        }

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => store.WriteAsync(Key, Small));
        Assert.Contains("501", failure.Message, StringComparison.Ordinal);
        Assert.Null(await store.FindAsync(Key, CancellationToken.None));
    }

    [SkippableFact]
    public async Task A_bucket_is_made_and_what_the_store_does_not_take_of_its_settings_is_told()
    {
        Skip.If(running.Reason is not null, running.Reason);
        var lake = LakeAddress.Parse($"s3://lake-{Guid.NewGuid():N}");

        var failure = await Writes.FailsAsync(
            DataLakeError.LakeRequestFailed, () => LakeCreation.EnsureAsync(lake, new LakeCreationOptions { Store = Options }, CancellationToken.None));

        Assert.Contains($"not done: {NotTaken}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Done before it: create the bucket", failure.Message, StringComparison.Ordinal);
        using var client = Client();
        Assert.Contains(lake.BucketOrFolder, (await client.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName));
    }

    [SkippableFact]
    public async Task Objects_are_listed_in_pages_and_removed()
    {
        await using var store = await OpenAsync();
        var keys = Enumerable.Range(0, 1_005).Select(number => $"Raw/Local/CSV/Many/2022/05/02/{number:0000} \u00e9.csv").ToArray();
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, stop) => await store.WriteAsync(key, Small[..100], cancellation: stop));

        var listed = await store.ListAsync("Raw/", CancellationToken.None).ToArrayAsync();
        await store.DeleteAsync(keys[0], CancellationToken.None);

        Assert.Equal(keys, listed.Select(found => found.Key));
        Assert.Null(await store.FindAsync(keys[0], CancellationToken.None));
        Assert.Equal(["Raw/Local/CSV/Many/"], await store.ListLevelAsync("Raw/Local/CSV/", CancellationToken.None).ToArrayAsync());
    }

    private async Task<ILakeStore> OpenAsync(LakeStoreOptions? options = null)
    {
        Skip.If(running.Reason is not null, running.Reason);
        var lake = LakeAddress.Parse($"s3://lake-{Guid.NewGuid():N}");
        using var client = Client();
        await client.PutBucketAsync(lake.BucketOrFolder);
        return LakeStore.Open(lake, options ?? Options, _reporter);
    }

    private AmazonS3Client Client() => new(
        AwsEnvironment.StoreAccessKey, AwsEnvironment.StoreSecret, new AmazonS3Config { ServiceURL = running.Endpoint.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true });
}
