using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.S3.Checksums;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Raw;

/// <summary>What becomes of uploads that an earlier run left open.</summary>
public sealed class S3ResumeTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const int Part = S3TestLake.PartSize;

    // Five parts, the last of them small.
    private static readonly byte[] Large = LocalFolder.Rows((4 * Part) + 100_000);
    private static readonly RawCsvOptions Options = new() { Date = new DateOnly(2022, 5, 2) };

    [Fact]
    public async Task What_an_interrupted_upload_brought_is_not_sent_again()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1, 3]);

        var receipt = await SendAsync(lake, Large);

        Assert.Equal(
            (ReceiptStatus.Resumed, 2L * Part, Large.Length - (2L * Part), 5, true),
            (receipt.Status, receipt.BytesKept, receipt.BytesSent, receipt.Parts, receipt.Verified));
        Assert.Equal(Checksum.OfCrc32C(Crc32C.Compute(Large)), receipt.Checksum);
        Assert.Equal([2, 4, 5], PartsSent(lake));
        Assert.Empty(lake.Server.Requests.Of("CreateMultipartUpload"));
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task Of_an_upload_that_only_had_to_be_completed_nothing_is_sent()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1, 2, 3, 4, 5]);

        var receipt = await SendAsync(lake, Large);

        Assert.Equal((ReceiptStatus.Resumed, Large.Length, 0L, 0d), (receipt.Status, receipt.BytesKept, receipt.BytesSent, receipt.BytesPerSecond));
        Assert.Empty(PartsSent(lake));
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task A_listing_that_names_parts_twice_is_understood()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1, 3]);
        lake.Server.Faults.Add("ListParts", S3Fault.PartsTwice());

        Assert.Equal(ReceiptStatus.Resumed, (await SendAsync(lake, Large)).Status);
        Assert.Equal([2, 4, 5], PartsSent(lake));
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task An_upload_whose_first_part_was_still_on_its_way_is_carried_on()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [2, 5]);

        Assert.Equal(ReceiptStatus.Resumed, (await SendAsync(lake, Large)).Status);
        Assert.Equal([1, 3, 4], PartsSent(lake));
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task An_upload_that_holds_only_its_small_last_part_is_carried_on()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [5]);

        Assert.Equal(Large.Length - (4L * Part), (await SendAsync(lake, Large)).BytesKept);
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task Parts_of_another_size_are_carried_on_in_that_size()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1, 2], partSize: 6 * 1024 * 1024);

        var receipt = await SendAsync(lake, Large);

        Assert.Equal((ReceiptStatus.Resumed, 12L * 1024 * 1024, 4), (receipt.Status, receipt.BytesKept, receipt.Parts));
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task Parts_that_differ_from_the_file_are_sent_again()
    {
        await using var lake = await StartAsync();
        var before = Large.ToArray();
        before[Part + 7] ^= 1;
        await lake.AbandonAsync(Key, before, [1, 2, 3]);

        var receipt = await SendAsync(lake, Large);

        Assert.Equal((ReceiptStatus.Resumed, 2L * Part), (receipt.Status, receipt.BytesKept));
        Assert.Equal([2, 4, 5], PartsSent(lake));
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task Parts_beyond_the_end_of_a_file_that_has_shrunk_are_not_published()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1, 2, 3, 4]);
        var shorter = Large[..(Array.IndexOf(Large, (byte)'\n', (2 * Part) + 1000) + 1)];

        var receipt = await SendAsync(lake, shorter);

        Assert.Equal((ReceiptStatus.Resumed, 2L * Part, 3), (receipt.Status, receipt.BytesKept, receipt.Parts));
        AssertWhole(lake, shorter);
    }

    [Fact]
    public async Task Rows_that_were_added_at_the_end_are_sent()
    {
        await using var lake = await StartAsync();
        var shorter = Large[..(Array.IndexOf(Large, (byte)'\n', (2 * Part) + 1000) + 1)];
        await lake.AbandonAsync(Key, shorter, [1, 2, 3]);

        Assert.Equal(2L * Part, (await SendAsync(lake, Large)).BytesKept);
        AssertWhole(lake, Large);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task An_upload_of_another_file_or_without_parts_is_started_over_and_removed(int parts)
    {
        await using var lake = await StartAsync();
        var other = Large.ToArray();
        other[20] ^= 1;
        var id = await lake.AbandonAsync(Key, other, Enumerable.Range(1, parts * 4));

        var receipt = await SendAsync(lake, Large);

        Assert.Equal((ReceiptStatus.Uploaded, 0L, Large.Length), (receipt.Status, receipt.BytesKept, receipt.BytesSent));
        Assert.DoesNotContain(lake.Server.Requests.Of("UploadPart"), request => request.UploadId == id);
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task An_object_that_is_replaced_can_be_resumed_too()
    {
        await using var lake = await StartAsync();
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", [1, 2, 3]);
        await lake.AbandonAsync(Key, Large, [1]);

        Assert.Equal(ReceiptStatus.Resumed, (await SendAsync(lake, Large, Options with { Force = true })).Status);
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task Where_the_server_keeps_no_checksum_of_a_part_it_is_known_by_its_MD5()
    {
        await using var lake = await StartAsync();
        var before = Large.ToArray();
        before[Part + 7] ^= 1;
        await lake.AbandonAsync(Key, before, [1, 2, 3], change: request => (request.ChecksumAlgorithm, request.ChecksumType) = (null, null));

        var receipt = await SendAsync(lake, Large);

        Assert.Equal((ReceiptStatus.Resumed, 2L * Part), (receipt.Status, receipt.BytesKept));
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task An_upload_that_S3_does_not_complete_with_our_checksum_is_started_over()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1, 2]);
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.Answer(400, "InvalidRequest", "Checksum Type mismatch occurred"));

        Assert.Equal(ReceiptStatus.Uploaded, (await SendAsync(lake, Large)).Status);
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task An_upload_with_a_checksum_of_another_kind_is_left_alone()
    {
        await using var lake = await StartAsync();
        var id = await lake.AbandonAsync(Key, Large, [1, 2], change: request => request.ChecksumType = Amazon.S3.ChecksumType.COMPOSITE);

        Assert.Equal(ReceiptStatus.Uploaded, (await SendAsync(lake, Large)).Status);
        Assert.Equal([id], lake.Leftovers);
    }

    [Fact]
    public async Task An_upload_with_another_storage_class_is_left_alone()
    {
        await using var lake = await StartAsync();
        var id = await lake.AbandonAsync(Key, Large, [1, 2], change: request => request.StorageClass = Amazon.S3.S3StorageClass.StandardInfrequentAccess);

        Assert.Equal(ReceiptStatus.Uploaded, (await SendAsync(lake, Large)).Status);
        Assert.Equal([id], lake.Leftovers);
    }

    [Fact]
    public async Task An_upload_with_the_storage_class_of_this_run_is_carried_on()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1, 2], change: request => request.StorageClass = Amazon.S3.S3StorageClass.StandardInfrequentAccess);

        Assert.Equal(ReceiptStatus.Resumed, (await SendAsync(lake, Large, store: options => options with { StorageClass = "STANDARD_IA" })).Status);
    }

    [Fact]
    public async Task With_tags_or_a_KMS_key_nothing_is_carried_on_because_a_listing_does_not_tell_them()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1, 2]);

        var receipt = await SendAsync(lake, Large, store: options => options with { Tags = new Dictionary<string, string> { ["owner"] = "cinema" } });

        Assert.Equal(ReceiptStatus.Uploaded, receipt.Status);
        Assert.Empty(lake.Server.Requests.Of("ListMultipartUploads"));
    }

    [Theory]
    [InlineData("ListMultipartUploads")]
    [InlineData("ListParts")]
    public async Task Without_the_right_to_look_the_file_is_sent_from_its_beginning(string operation)
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1]);
        lake.Server.Faults.Add(operation, S3Fault.AccessDenied().Always());

        Assert.Equal(ReceiptStatus.Uploaded, (await SendAsync(lake, Large)).Status);
        Assert.Contains(lake.Reporter.Told, told => told.Contains("from its beginning", StringComparison.Ordinal));
        Assert.Empty(lake.Reporter.Warnings);
    }

    [Fact]
    public async Task Where_uploads_cannot_be_listed_the_file_is_sent_from_its_beginning()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1]);
        lake.Server.Faults.Add("ListMultipartUploads", S3Fault.Answer(501, "NotImplemented", "not implemented").Always());

        var receipt = await SendAsync(lake, Large);

        Assert.Equal((ReceiptStatus.Uploaded, 0L), (receipt.Status, receipt.BytesKept));
        Assert.Contains(lake.Reporter.Told, told => told.Contains("from its beginning", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ListMultipartUploads")]
    [InlineData("ListParts")]
    public async Task A_look_that_fails_for_a_moment_is_taken_again(string operation)
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1]);
        lake.Server.Faults.Add(operation, S3Fault.SlowDown().Times(2));

        Assert.Equal(ReceiptStatus.Resumed, (await SendAsync(lake, Large)).Status);
    }

    [Fact]
    public async Task For_a_small_file_nobody_looks()
    {
        await using var lake = await StartAsync();

        await SendAsync(lake, LocalFolder.Rows(1000));

        Assert.Equal(["HeadBucket", "HeadObject", "PutObject"], lake.Server.Requests.Select(request => request.Operation));
    }

    [Fact]
    public async Task For_a_large_file_one_look_is_all_it_costs()
    {
        await using var lake = await StartAsync();

        var receipt = await SendAsync(lake, Large);

        Assert.Single(lake.Server.Requests.Of("ListMultipartUploads"));
        Assert.Empty(lake.Server.Requests.Of("ListParts"));
        Assert.Equal((0L, Large.Length), (receipt.BytesKept, receipt.BytesSent));
    }

    [Fact]
    public async Task NoResume_removes_the_uploads_of_this_key_and_no_other()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1]);
        await lake.AbandonAsync(Key, Large, []);
        var other = await lake.AbandonAsync(Key + ".bak", Large, [1]);

        var receipt = await SendAsync(lake, Large, Options with { NoResume = true });

        Assert.Equal((ReceiptStatus.Uploaded, 0L), (receipt.Status, receipt.BytesKept));
        Assert.Equal([other], lake.Leftovers);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public async Task NoResume_removes_the_uploads_of_a_file_that_goes_in_one_request_too(int rows)
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1]);

        var receipt = await SendAsync(lake, rows > 0 ? LocalFolder.Rows(rows) : [], Options with { NoResume = true, SkipCheck = true });

        Assert.Equal((ReceiptStatus.Uploaded, 1), (receipt.Status, receipt.Parts));
        Assert.Single(lake.Server.Requests.Of("ListMultipartUploads"));
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task An_upload_of_another_file_is_removed_though_the_answer_to_the_completion_is_lost()
    {
        await using var lake = await StartAsync();
        var other = Large.ToArray();
        other[20] ^= 1;
        await lake.AbandonAsync(Key, other, [1, 2]);
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.LoseAnswer());

        Assert.Equal(ReceiptStatus.Uploaded, (await SendAsync(lake, Large)).Status);
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task NoResume_that_may_not_look_says_so()
    {
        await using var lake = await StartAsync();
        lake.Server.Faults.Add("ListMultipartUploads", S3Fault.AccessDenied().Always());

        Assert.Equal(ReceiptStatus.Uploaded, (await SendAsync(lake, Large, Options with { NoResume = true })).Status);
        Assert.Contains("not removed", Assert.Single(lake.Reporter.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_fails_its_check_leaves_nothing_of_the_upload_it_carried_on()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1, 2]);

        await Writes.FailsAsync(DataLakeError.CsvFieldCount, () => SendAsync(lake, [.. Large, .. "one|two\r\n"u8]));

        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_part_that_is_lost_before_completion_is_sent_in_an_upload_begun_anew()
    {
        await using var lake = await StartAsync();
        await lake.AbandonAsync(Key, Large, [1, 2]);
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.DeletePart(1));

        var receipt = await SendAsync(lake, Large);

        Assert.Equal((ReceiptStatus.Uploaded, 0L), (receipt.Status, receipt.BytesKept));
        AssertWhole(lake, Large);
    }

    [Theory]
    [InlineData("UploadPart")]
    [InlineData("CompleteMultipartUpload")]
    public async Task A_sender_whose_upload_somebody_aborts_begins_anew(string operation)
    {
        await using var lake = await StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.DeleteUpload());

        Assert.Equal(ReceiptStatus.Uploaded, (await SendAsync(lake, Large)).Status);
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task A_sender_whose_upload_is_aborted_each_time_says_so()
    {
        await using var lake = await StartAsync();
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.DeleteUpload().Always());

        await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => SendAsync(lake, Large));

        Assert.Equal(2, lake.Server.Requests.Of("CreateMultipartUpload").Count);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_sender_that_takes_the_upload_of_a_living_one_with_the_same_bytes_harms_nobody()
    {
        await using var lake = await StartAsync();
        Receipt? second = null;
        HoldLastPart(lake, async () => second = await SendAsync(lake, Large));

        var first = await SendAsync(lake, Large);

        Assert.Equal((ReceiptStatus.Resumed, ReceiptStatus.Unchanged), (second?.Status, first.Status));
        AssertWhole(lake, Large);
    }

    [Fact]
    public async Task A_sender_that_takes_the_upload_of_a_living_one_with_other_bytes_publishes_no_mixture()
    {
        await using var lake = await StartAsync();
        var other = Large.ToArray();
        other[Part + 7] ^= 1;
        HoldLastPart(lake, () => SendAsync(lake, other));

        await Writes.FailsAsync(DataLakeError.ObjectExists, () => SendAsync(lake, Large));

        AssertWhole(lake, other);
    }

    [Fact]
    public async Task A_sender_that_fails_on_the_upload_of_a_living_one_does_not_end_its_work()
    {
        await using var lake = await StartAsync();
        HoldLastPart(lake, () => Writes.FailsAsync(DataLakeError.CsvFieldCount, () => SendAsync(lake, [.. Large, .. "one|two\r\n"u8])));

        Assert.Equal(ReceiptStatus.Uploaded, (await SendAsync(lake, Large)).Status);
        AssertWhole(lake, Large);
    }

    // No credentials: the other client of these tests signs nothing.
    private static Task<S3TestLake> StartAsync() => S3TestLake.StartAsync(new());

    // The first sender of the last part waits with all others on the server, until the other one is through.
    private static void HoldLastPart(S3TestLake lake, Func<Task> other) => lake.Server.Faults.Add(
        request => request.PartNumber == 5,
        S3Fault.Before("Another sender", async (_, cancellation) =>
        {
            while (lake.Server.OpenUploads.Single().Parts.Count < 4)
            {
                await Task.Delay(5, cancellation);
            }

            await other();
        }));

    private static async Task<Receipt> SendAsync(
        S3TestLake lake, byte[] content, RawCsvOptions? options = null, Func<LakeStoreOptions, LakeStoreOptions>? store = null)
    {
        using var local = new LocalFolder();
        return await new RawCsvSender(lake.Open(store), options ?? Options, lake.Reporter, TimeProvider.System)
            .SendAsync(local.Write("movies.csv", content), CancellationToken.None);
    }

    private static IEnumerable<int> PartsSent(S3TestLake lake) => lake.Server.Requests.Of("UploadPart").Select(request => request.PartNumber ?? 0).Order();

    private static void AssertWhole(S3TestLake lake, byte[] content)
    {
        Assert.Equal(content, lake.Objects[Key]);
        Assert.Single(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }
}
