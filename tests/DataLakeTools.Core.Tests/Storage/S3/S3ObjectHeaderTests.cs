using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Tests.Storage.S3;

public sealed class S3ObjectHeaderTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const string KmsKey = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private static readonly byte[] Small = Content.Of(100_000);
    private static readonly byte[] Large = Content.Of((2 * S3TestLake.PartSize) + 17);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_media_type_arrives(bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();

        await lake.Open().WriteAsync(Key, isLarge ? Large : Small);

        Assert.Equal("text/csv", lake.Stored(Key).ContentType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_storage_class_arrives(bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();

        await lake.Open(options => options with { StorageClass = "STANDARD_IA" }).WriteAsync(Key, isLarge ? Large : Small);

        Assert.Equal("STANDARD_IA", lake.Stored(Key).StorageClass);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_KMS_key_arrives(bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();

        await lake.Open(options => options with { KmsKeyId = KmsKey }).WriteAsync(Key, isLarge ? Large : Small);

        var headers = lake.Stored(Key).Headers;
        Assert.Equal(("aws:kms", KmsKey), (headers["x-amz-server-side-encryption"], headers["x-amz-server-side-encryption-aws-kms-key-id"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_object_encrypted_by_KMS_is_confirmed_by_its_checksum_since_its_ETag_is_no_MD5(bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();

        var result = await lake.Open(options => options with { KmsKeyId = KmsKey }).WriteAsync(Key, isLarge ? Large : Small);

        Assert.True(result.Verified);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_tags_arrive(bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        var tags = new Dictionary<string, string> { ["team"] = "a b&c=d", ["país"] = "São Tomé +1" };

        await lake.Open(options => options with { Tags = tags }).WriteAsync(Key, isLarge ? Large : Small);

        var arrived = lake.Stored(Key).Tagging.Split('&').Select(tag => tag.Split('='))
            .ToDictionary(tag => Decode(tag[0]), tag => Decode(tag[1]));
        Assert.Equal(tags, arrived);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_checksum_of_the_whole_object_is_kept_with_it(bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        var content = isLarge ? Large : Small;
        var store = lake.Open();

        await store.WriteAsync(Key, content);

        Assert.Equal(Checksum.OfCrc32C(Crc32C.Compute(content)), (await store.SeeAsync(Key)).Checksum);
    }

    [Fact]
    public async Task A_file_of_one_part_is_one_request()
    {
        await using var lake = await S3TestLake.StartAsync();

        await lake.Open().WriteAsync(Key, Content.Of(S3TestLake.PartSize));

        Assert.Equal(["HeadBucket", "PutObject"], lake.Server.Requests.Select(request => request.Operation));
    }

    [Fact]
    public async Task A_larger_file_is_sent_in_parts_of_the_size_that_was_asked_for()
    {
        await using var lake = await S3TestLake.StartAsync();

        await lake.Open(options => options with { PartSize = 6 * 1024 * 1024 }).WriteAsync(Key, Large);

        Assert.Equal([6 * 1024 * 1024, Large.Length - (6 * 1024 * 1024)], lake.Stored(Key).PartSizes);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(1 << 30, 8)]
    [InlineData((1L << 30) + 1, 9)]
    [InlineData(4L << 30, 32)]
    [InlineData(8L << 30, 64)]
    [InlineData(100L << 30, 64)]
    [InlineData(5L << 40, 525)]
    public async Task A_file_is_sent_in_parts_that_grow_with_it_where_no_size_was_asked_for(long length, int mebibytes)
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open(options => options with { PartSize = null });

        await using var upload = store.BeginUpload(new LakeWrite(Key, length, WriteCondition.IfAbsent, "text/csv"));

        Assert.Equal(mebibytes * 1024 * 1024, upload.PartSize);
    }

    // 4 GiB in parts of 32 MiB, as without a size, in those of 8 MiB, as other tools send it, and in those that are asked for.
    [Theory]
    [InlineData(128, true)]
    [InlineData(512, true)]
    [InlineData(256, true)]
    [InlineData(100, false)]
    public async Task An_object_is_compared_by_its_ETag_where_its_parts_have_a_size_that_is_known(int parts, bool isKnown)
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open(options => options with { PartSize = 16 * 1024 * 1024 });
        var there = new StoredObject { Key = Key, Size = 4L << 30, ETag = $"\"{new string('a', 32)}-{parts}\"" };

        await using var first = store.ComparisonsWith(there).First()();

        Assert.Equal(isKnown, first is ETagComparison);
    }

    [Theory]
    [InlineData(0)]
    [InlineData((5 * 1024 * 1024) - 1)]
    public async Task Parts_that_S3_would_not_take_are_refused(int partSize)
    {
        await using var lake = await S3TestLake.StartAsync();

        Assert.Equal(
            DataLakeError.InvalidOption, Assert.Throws<DataLakeException>(() => lake.Open(options => options with { PartSize = partSize })).Error);
    }

    [Theory]
    [InlineData("STANDARD\r\nx-amz-acl: public-read")]
    [InlineData("")]
    [InlineData("É")]
    public async Task A_storage_class_that_no_header_can_carry_is_refused(string storageClass)
    {
        await using var lake = await S3TestLake.StartAsync();

        Assert.Equal(
            DataLakeError.InvalidOption,
            Assert.Throws<DataLakeException>(() => lake.Open(options => options with { StorageClass = storageClass })).Error);
    }

    [Fact]
    public async Task A_key_that_is_too_long_with_the_prefix_of_the_lake_is_refused()
    {
        await using var lake = await S3TestLake.StartAsync();
        var key = "Raw/" + new string('a', 1024 - "Raw/".Length);

        await Writes.FailsAsync(DataLakeError.InvalidKey, () => lake.Open().WriteAsync(key, Small));
    }

    private static string Decode(string text) => Encoding.UTF8.GetString(System.Net.WebUtility.UrlDecodeToBytes(Encoding.ASCII.GetBytes(text), 0, text.Length)!);
}
