using DataLakeTools.Core.Storage;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>Servers that confirm no checksum: what they hold is proved in another way, or said to be unproved.</summary>
public sealed class S3ProofTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const string OtherMd5 = "\"0123456789abcdef0123456789abcdef\"";
    private const string NoMd5 = "\"an-etag-of-its-own\"";

    private static readonly byte[] Small = Content.Of(100_000);
    private static readonly byte[] Large = Content.Of((2 * S3TestLake.PartSize) + 17);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_MD5s_prove_the_bytes_without_a_further_request(bool isLarge)
    {
        await using var lake = await StartAsync();

        var result = await lake.Open().WriteAsync(Key, isLarge ? Large : Small);

        Assert.True(result.Verified);
        Assert.Empty(lake.Server.Requests.Of("GetObject"));
    }

    [Fact]
    public async Task An_object_whose_ETag_is_the_MD5_of_other_bytes_is_removed_where_it_has_other_bytes()
    {
        await using var lake = await StartAsync("PutObject", S3Fault.CorruptOnTheWay());

        var failure = await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => lake.Open().WriteAsync(Key, Small));

        Assert.Contains("It was removed again.", failure.Message, StringComparison.Ordinal);
        Assert.Empty(lake.Objects);
    }

    [Fact]
    public async Task An_upload_is_not_published_where_a_part_has_the_MD5_of_other_bytes()
    {
        await using var lake = await StartAsync("UploadPart", S3Fault.OtherHeader("ETag", OtherMd5).Skip(1));

        await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => lake.Open().WriteAsync(Key, Large));

        Assert.Empty(lake.Server.Requests.Of("CompleteMultipartUpload"));
        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Theory]
    [InlineData(OtherMd5)]
    [InlineData(NoMd5)]
    public async Task An_ETag_that_proves_nothing_is_followed_by_reading(string etag)
    {
        await using var lake = await StartAsync("PutObject", S3Fault.OtherHeader("ETag", etag));

        var result = await lake.Open().WriteAsync(Key, Small);

        Assert.Equal((UploadOutcome.Written, true), (result.Outcome, result.Verified));
        Assert.Single(lake.Server.Requests.Of("GetObject"));
        Assert.Empty(lake.Reporter.Warnings);
    }

    [Fact]
    public async Task Damage_that_no_ETag_shows_is_found_by_reading()
    {
        await using var lake = await StartAsync("PutObject", S3Fault.CorruptStored().And(S3Fault.OtherHeader("ETag", NoMd5)));

        await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => lake.Open().WriteAsync(Key, Small));
    }

    [Fact]
    public async Task What_proves_nothing_and_may_not_be_read_is_unproved()
    {
        await using var lake = await StartAsync("PutObject", S3Fault.OtherHeader("ETag", NoMd5), mayRead: false);

        var result = await lake.Open().WriteAsync(Key, Small);

        Assert.Equal((UploadOutcome.Written, false), (result.Outcome, result.Verified));
        Assert.Contains("is not known", Assert.Single(lake.Reporter.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checksum_that_the_object_has_proves_it_without_reading()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.WithoutChecksums().And(S3Fault.OtherHeader("ETag", NoMd5)));

        var result = await lake.Open().WriteAsync(Key, Small);

        Assert.True(result.Verified);
        Assert.Empty(lake.Server.Requests.Of("GetObject"));
    }

    [Theory]
    [InlineData("PutObject")]
    [InlineData("HeadObject")]
    [InlineData("UploadPart")]
    [InlineData("CreateMultipartUpload")]
    [InlineData("CompleteMultipartUpload")]
    public async Task An_answer_that_is_none_of_S3_gives_no_receipt(string operation)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.Portal().Always());

        var failure = await Writes.FailsAsync(DataLakeError.LakeUnavailable, async () =>
        {
            var store = lake.Open(options => options with { MaxRetries = 0 });
            await store.FindAsync(Key, CancellationToken.None);
            await store.WriteAsync(Key, operation is "PutObject" or "HeadObject" ? Small : Large);
        });

        Assert.Contains("the answer is not one of S3", failure.Message, StringComparison.Ordinal);
        Assert.Empty(lake.Objects);
    }

    [Theory]
    [InlineData("DeleteObject")]
    [InlineData("GetObject")]
    [InlineData("ListObjectsV2")]
    public async Task An_answer_that_is_none_of_S3_is_no_answer(string operation)
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open(options => options with { MaxRetries = 0 });
        await store.WriteAsync(Key, Small);
        lake.Server.Faults.Add(operation, S3Fault.Portal().Always());

        await Writes.FailsAsync(DataLakeError.LakeUnavailable, async () =>
        {
            await store.DeleteAsync(Key, CancellationToken.None);
            await store.ListAsync(string.Empty, CancellationToken.None).GetAsyncEnumerator().MoveNextAsync();
            await store.ReadAsync(Key);
        });
    }

    // A server that tells no checksum, and answers one request with a fault besides.
    private static async Task<S3TestLake> StartAsync(string operation = "", S3Fault? fault = null, bool mayRead = true)
    {
        var lake = await S3TestLake.StartAsync();
        if (fault is not null)
        {
            lake.Server.Faults.Add(operation, fault.And(S3Fault.WithoutChecksums()));
        }

        if (!mayRead)
        {
            lake.Server.Faults.Add("GetObject", S3Fault.AccessDenied().Always());
        }

        lake.Server.Faults.Add(_ => true, S3Fault.WithoutChecksums().Always());
        return lake;
    }
}
