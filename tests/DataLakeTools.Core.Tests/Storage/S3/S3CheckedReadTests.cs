using Amazon.S3.Model;
using DataLakeTools.Core.Tests.TestServers;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>What is read is held against what S3 says it holds.</summary>
public sealed class S3CheckedReadTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const int OtherPartSize = 6 * 1024 * 1024;

    private static readonly byte[] Small = Content.Of(100_000);
    private static readonly byte[] Large = Content.Of((2 * S3TestLake.PartSize) + 1_000_000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_object_is_read_in_one_request(bool isLarge)
    {
        await using var lake = await WrittenAsync(isLarge ? Large : Small);

        Assert.Equal(isLarge ? Large : Small, await lake.Open().ReadAsync(Key));

        Assert.Single(lake.Server.Requests.Of("GetObject"));
        Assert.Empty(lake.Server.Requests.Of("HeadObject"));
    }

    [Fact]
    public async Task A_small_object_that_was_damaged_on_the_way_is_read_again()
    {
        await using var lake = await WrittenAsync(Small);
        lake.Server.Faults.Add("GetObject", S3Fault.CorruptRead());

        Assert.Equal(Small, await lake.Open().ReadAsync(Key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_given_of_a_small_object_that_is_damaged(bool hasChecksum)
    {
        await using var lake = await WrittenAsync(Small);
        lake.Server.Faults.Add("GetObject", (hasChecksum ? S3Fault.CorruptRead() : S3Fault.CorruptRead().And(S3Fault.WithoutChecksums())).Always());

        await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => lake.Open().OpenReadAsync(Key, CancellationToken.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_of_a_large_object_that_is_damaged_is_an_error(bool hasChecksum)
    {
        await using var lake = await WrittenAsync(Large);
        lake.Server.Faults.Add("GetObject", (hasChecksum ? S3Fault.CorruptRead() : S3Fault.CorruptRead().And(S3Fault.WithoutChecksums())).Always());
        var stream = await lake.Open().OpenReadAsync(Key, CancellationToken.None);
        var buffer = new byte[64 * 1024];
        var given = 0;

        await Writes.FailsAsync(DataLakeError.ChecksumMismatch, async () =>
        {
            for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
            {
                given += read;
            }
        });

        Assert.InRange(given, 1, Large.Length - 1);
    }

    [Fact]
    public async Task The_ETag_is_right_where_a_server_has_a_checksum_of_other_bytes()
    {
        await using var lake = await WrittenAsync(Large);
        lake.Server.Faults.Add("GetObject", S3Fault.WrongChecksum().Always());

        Assert.Equal(Large, await lake.Open().ReadAsync(Key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parts_of_any_size_are_known_by_asking_for_it(bool isDamaged)
    {
        await using var lake = await S3TestLake.StartAsync(new());
        var id = await lake.AbandonAsync(Key, Large, [1, 2], OtherPartSize, request => request.ChecksumAlgorithm = null);
        await CompleteAsync(lake, id);
        lake.Server.Faults.Add("GetObject", (isDamaged ? S3Fault.CorruptRead().And(S3Fault.WithoutChecksums()) : S3Fault.WithoutChecksums()).Always());

        if (isDamaged)
        {
            await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => lake.Open().ReadAsync(Key));
        }
        else
        {
            Assert.Equal(Large, await lake.Open().ReadAsync(Key));
        }
    }

    [Fact]
    public async Task What_cannot_be_checked_is_read_and_said_in_the_details()
    {
        await using var lake = await WrittenAsync(Small);
        lake.Server.Faults.Add("GetObject", S3Fault.WithoutChecksums().And(S3Fault.OtherHeader("x-amz-server-side-encryption", "aws:kms")).And(S3Fault.OtherHeader("ETag", "\"0123456789abcdef0123456789abcdef\"")));

        Assert.Equal(Small, await lake.Open().ReadAsync(Key));
        Assert.Contains(lake.Reporter.Told, detail => detail.Contains("read and not checked", StringComparison.Ordinal));
    }

    private static async Task CompleteAsync(S3TestLake lake, string uploadId)
    {
        using var client = lake.Server.Sdk();
        var key = $"{S3TestLake.Prefix}/{Key}";
        var listed = await client.ListPartsAsync(new ListPartsRequest { BucketName = S3TestLake.Bucket, Key = key, UploadId = uploadId });
        await client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = S3TestLake.Bucket,
            Key = key,
            UploadId = uploadId,
            PartETags = [.. listed.Parts.Select(part => new PartETag(part.PartNumber!.Value, part.ETag))],
        });
    }

    private static async Task<S3TestLake> WrittenAsync(byte[] content)
    {
        var lake = await S3TestLake.StartAsync();
        await lake.Open().WriteAsync(Key, content);
        lake.Server.Requests.Clear();
        return lake;
    }
}
