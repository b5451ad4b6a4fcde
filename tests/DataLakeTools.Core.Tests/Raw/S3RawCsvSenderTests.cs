using Amazon.S3.Model;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.Core.Tests.TestServers;
using DataLakeTools.S3.Checksums;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Raw;

public sealed class S3RawCsvSenderTests : RawCsvSenderTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const int MiB = 1024 * 1024;

    private static readonly byte[] Large = LocalFolder.Rows(12_000_000);

    [Fact]
    public async Task A_receipt_counts_the_parts()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();

        Assert.Equal(3, (await SendAsync(lake, local.Write("movies.csv", Large))).Parts);
    }

    [Fact]
    public async Task A_PUT_whose_answer_was_lost_is_uploaded()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        lake.Server.Faults.Add("PutObject", S3Fault.LoseAnswer());

        Assert.Equal(ReceiptStatus.Uploaded, (await SendAsync(lake, local.Write("movies.csv", LocalFolder.Movies))).Status);
    }

    [Fact]
    public async Task A_receipt_says_that_nothing_proves_the_object()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        lake.Server.Faults.Add("PutObject", S3Fault.WithoutChecksums().And(S3Fault.OtherHeader("ETag", "\"no-md5\"")));
        lake.Server.Faults.Add("GetObject", S3Fault.AccessDenied().Always());
        lake.Server.Faults.Add("HeadObject", S3Fault.WithoutChecksums().Always());

        var receipt = await SendAsync(lake, local.Write("movies.csv", LocalFolder.Movies));

        Assert.Equal((ReceiptStatus.Unproved, false), (receipt.Status, receipt.Verified));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_passes_over_all_conditions_is_looked_at_before_a_write(bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        lake.Server.Faults.Add("PutObject", S3Fault.IgnoreCondition().Always());
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.IgnoreCondition().Always());
        byte[] theirs = [.. "a|b\n1|2\n"u8];
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", theirs);

        var file = isLarge ? local.Write("movies.csv", Large) : local.Write("movies.csv", LocalFolder.Movies);
        await Writes.FailsAsync(DataLakeError.ObjectExists, () => SendAsync(lake, file));

        Assert.Equal(theirs, lake.Objects[Key]);
    }

    [Fact]
    public async Task A_file_that_another_client_sent_whole_is_known_by_its_ETag()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", Large);

        Assert.Equal(ReceiptStatus.Unchanged, (await SendAsync(lake, local.Write("movies.csv", Large))).Status);
        Assert.Empty(lake.Server.Requests.Of("GetObject"));
    }

    // In parts as ours, and in those of the AWS CLI and boto3.
    [Theory]
    [InlineData(5 * MiB)]
    [InlineData(8 * MiB)]
    public async Task A_file_that_another_client_sent_in_common_parts_is_known_by_its_ETag(int partSize)
    {
        await using var lake = await S3TestLake.StartAsync(new());
        using var local = new LocalFolder();
        await UploadAsOthersAsync(lake, Large, partSize);

        Assert.Equal(ReceiptStatus.Unchanged, (await SendAsync(lake, local.Write("movies.csv", Large))).Status);
        Assert.Empty(lake.Server.Requests.Of("GetObject"));
    }

    [Fact]
    public async Task A_file_that_another_client_sent_in_other_parts_is_known_by_its_bytes()
    {
        await using var lake = await S3TestLake.StartAsync(new());
        using var local = new LocalFolder();
        await UploadAsOthersAsync(lake, Large, 7 * MiB);

        Assert.Equal(ReceiptStatus.Unchanged, (await SendAsync(lake, local.Write("movies.csv", Large))).Status);
        Assert.Single(lake.Server.Requests.Of("GetObject"));
    }

    [Fact]
    public async Task Another_file_of_the_same_size_that_another_client_sent_in_other_parts_is_told_apart()
    {
        await using var lake = await S3TestLake.StartAsync(new());
        using var local = new LocalFolder();
        var other = Large.ToArray();
        other[^3] ^= 1;
        await UploadAsOthersAsync(lake, other, 7 * MiB);

        await Writes.FailsAsync(DataLakeError.ObjectExists, () => SendAsync(lake, local.Write("movies.csv", Large)));
    }

    [Fact]
    public async Task A_file_of_another_size_is_told_apart_without_reading_either()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", [1]);

        await Writes.FailsAsync(DataLakeError.ObjectExists, () => SendAsync(lake, local.Write("movies.csv", Large)));

        Assert.Equal(["HeadBucket", "HeadObject"], lake.Server.Requests.Select(request => request.Operation));
    }

    [Fact]
    public async Task An_object_encrypted_by_KMS_is_known_by_its_checksum()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", Large);
        var options = new RawCsvOptions { Date = new DateOnly(2022, 5, 2) };
        var sender = new RawCsvSender(lake.Open(store => store with { KmsKeyId = "alias/lake" }), options, lake.Reporter, TimeProvider.System);
        await sender.SendAsync(path, CancellationToken.None);

        Assert.Equal(ReceiptStatus.Unchanged, (await sender.SendAsync(path, CancellationToken.None)).Status);
        Assert.Empty(lake.Server.Requests.Of("GetObject"));
    }

    protected override async Task<TestLake> StartAsync() => await S3TestLake.StartAsync();

    // As other SDKs do: a checksum of each part and a COMPOSITE one of the whole.
    private static async Task UploadAsOthersAsync(S3TestLake lake, byte[] content, int partSize)
    {
        using var client = lake.Server.Sdk();
        var key = $"{S3TestLake.Prefix}/{Key}";
        var upload = await client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = S3TestLake.Bucket,
            Key = key,
            ChecksumAlgorithm = Amazon.S3.ChecksumAlgorithm.CRC32C,
            ChecksumType = Amazon.S3.ChecksumType.COMPOSITE,
        });
        var parts = new List<PartETag>();
        foreach (var part in content.Chunk(partSize))
        {
            var checksum = Crc32C.ToBase64(Crc32C.Compute(part));
            var answer = await client.UploadPartAsync(new UploadPartRequest
            {
                BucketName = S3TestLake.Bucket,
                Key = key,
                UploadId = upload.UploadId,
                PartNumber = parts.Count + 1,
                InputStream = new MemoryStream(part),
                ChecksumCRC32C = checksum,
            });
            parts.Add(new PartETag(parts.Count + 1, answer.ETag) { ChecksumCRC32C = checksum });
        }

        await client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = S3TestLake.Bucket,
            Key = key,
            UploadId = upload.UploadId,
            PartETags = parts,
        });
    }
}
