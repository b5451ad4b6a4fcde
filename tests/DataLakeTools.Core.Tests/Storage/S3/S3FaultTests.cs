using System.Globalization;
using System.Net.Sockets;
using DataLakeTools.Core.Storage;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

public sealed class S3FaultTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const int Part = S3TestLake.PartSize;

    // Nothing but what stalls on purpose takes as long, on a busy machine either.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly byte[] Small = Content.Of(100_000);
    private static readonly byte[] Large = Content.Of((2 * Part) + 17);

    public static TheoryData<string, bool> EveryRequestOfAWrite => new()
    {
        { "HeadBucket", false }, { "PutObject", false },
        { "HeadBucket", true }, { "CreateMultipartUpload", true }, { "UploadPart", true }, { "CompleteMultipartUpload", true },
    };

    [Theory]
    [MemberData(nameof(EveryRequestOfAWrite))]
    public async Task Internal_errors_are_waited_out(string operation, bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.InternalError().Times(3));

        await AssertWrittenAsync(lake, isLarge ? Large : Small);
    }

    [Theory]
    [MemberData(nameof(EveryRequestOfAWrite))]
    public async Task Connections_that_break_are_opened_again(string operation, bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.Reset().Times(3));

        await AssertWrittenAsync(lake, isLarge ? Large : Small);
    }

    [Theory]
    [MemberData(nameof(EveryRequestOfAWrite))]
    public async Task Requests_that_are_never_answered_are_sent_again(string operation, bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.Stall());

        await AssertWrittenAsync(lake, isLarge ? Large : Small, options => options with { StallTimeout = Patience });
    }

    [Fact]
    public async Task An_upload_that_another_sender_has_completed_with_the_same_bytes_is_not_called_ours()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.Before("Another is first", async (_, stop) =>
        {
            var other = lake.Open(options => options with { PartSize = 100_000_000 });
            await other.WriteAsync(Key, Large, cancellation: stop);
            await foreach (var upload in other.ListUnfinishedAsync(stop))
            {
                Assert.True(await other.RemoveUnfinishedAsync(upload, stop));
            }
        }));

        var result = await lake.Open().WriteAsync(Key, Large);

        Assert.Equal((UploadOutcome.SameAlreadyThere, true), (result.Outcome, result.Verified));
        Assert.Equal(Large, lake.Objects[Key]);
    }

    [Fact]
    public async Task A_connection_that_stalls_in_the_middle_of_a_part_is_given_up_and_opened_again()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("UploadPart", S3Fault.StallAfterBodyBytes(1_000_000));

        await AssertWrittenAsync(lake, Large, options => options with { StallTimeout = Patience });
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_a_part_is_opened_again()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("UploadPart", S3Fault.Reset(afterBodyBytes: 1_000_000).Times(2));

        await AssertWrittenAsync(lake, Large);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_storm_that_asks_half_of_all_requests_to_slow_down_is_waited_out(bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(_ => true, S3Fault.SlowDown().WithProbability(0.5, seed: 7));

        await AssertWrittenAsync(lake, isLarge ? Large : Small);
    }

    [Fact]
    public async Task A_server_that_only_asks_to_slow_down_is_reported_at_last()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.SlowDown().Always());

        var failure = await Writes.FailsAsync(
            DataLakeError.LakeUnavailable, () => lake.Open(options => options with { MaxRetries = 1 }).WriteAsync(Key, Small));

        Assert.Contains("SlowDown", failure.Message, StringComparison.Ordinal);
        Assert.Equal(5, lake.Server.Requests.Of("PutObject").Count);
    }

    [Fact]
    public async Task A_wrong_checksum_of_a_part_keeps_the_whole_from_being_published()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(request => request.PartNumber == 2, S3Fault.WrongChecksum());

        await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => lake.Open().WriteAsync(Key, Large));

        AssertNothingThere(lake);
    }

    [Fact]
    public async Task A_part_that_the_server_damages_keeps_the_whole_from_being_published()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(request => request.PartNumber == 2, S3Fault.CorruptStored());

        await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => lake.Open(options => options with { MaxRetries = 1 }).WriteAsync(Key, Large));

        AssertNothingThere(lake);
    }

    [Theory]
    [InlineData("PutObject", false)]
    [InlineData("CreateMultipartUpload", true)]
    [InlineData("UploadPart", true)]
    [InlineData("CompleteMultipartUpload", true)]
    public async Task A_denied_request_is_not_repeated_and_leaves_nothing(string operation, bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(request => request.Operation == operation && request.PartNumber is null or 2, S3Fault.AccessDenied().Always());

        await Writes.FailsAsync(DataLakeError.AccessDenied, () => lake.Open().WriteAsync(Key, isLarge ? Large : Small));

        Assert.Single(lake.Server.Requests, request => request.Fault is not null);
        AssertNothingThere(lake);
    }

    [Theory]
    [InlineData("PutObject", false)]
    [InlineData("UploadPart", true)]
    [InlineData("CompleteMultipartUpload", true)]
    public async Task A_bucket_that_is_deleted_in_between_is_reported(string operation, bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.DeleteBucket());

        await Writes.FailsAsync(DataLakeError.LakeNotFound, () => lake.Open().WriteAsync(Key, isLarge ? Large : Small));

        Assert.Empty(lake.Reporter.Warnings);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_reported()
    {
        await using var lake = await S3TestLake.StartAsync();
        await using var store = LakeStore.Open(DataLakeTools.Core.Lake.LakeAddress.Parse("s3://no-such-bucket"), lake.Options, lake.Reporter);

        await Writes.FailsAsync(DataLakeError.LakeNotFound, () => store.WriteAsync(Key, Small));
    }

    [Fact]
    public async Task A_part_that_is_lost_before_completion_is_reported_and_nothing_published()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.DeletePart(2));

        await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => lake.Open().WriteAsync(Key, Large));

        AssertNothingThere(lake);
    }

    [Fact]
    public async Task An_upload_that_somebody_aborts_is_reported()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.DeleteUpload());

        await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => lake.Open().WriteAsync(Key, Large));

        AssertNothingThere(lake);
    }

    [Theory]
    [InlineData("PutObject", false)]
    [InlineData("CompleteMultipartUpload", true)]
    public async Task A_write_whose_answer_is_lost_has_written(string operation, bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.LoseAnswer());

        await AssertWrittenAsync(lake, isLarge ? Large : Small);
    }

    [Theory]
    [InlineData("PutObject", false)]
    [InlineData("CompleteMultipartUpload", true)]
    public async Task A_write_whose_every_answer_is_lost_has_written(string operation, bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.LoseAnswer().Always());

        await AssertWrittenAsync(lake, isLarge ? Large : Small, options => options with { MaxRetries = 1 });
    }

    [Fact]
    public async Task A_replacement_whose_answer_is_lost_has_replaced()
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, [1]);
        lake.Server.Faults.Add("PutObject", S3Fault.LoseAnswer());

        var result = await store.WriteAsync(Key, Small, WriteCondition.IfUnchanged(await store.SeeAsync(Key)));

        Assert.Equal(UploadOutcome.Written, result.Outcome);
    }

    [Fact]
    public async Task A_part_whose_answer_is_lost_is_sent_again()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("UploadPart", S3Fault.LoseAnswer().Times(2));

        await AssertWrittenAsync(lake, Large);
    }

    [Fact]
    public async Task An_error_inside_a_good_answer_is_an_error_and_tried_again()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.ErrorInsideOk());

        await AssertWrittenAsync(lake, Large);
    }

    [Fact]
    public async Task An_error_inside_a_good_answer_after_the_work_is_looked_behind()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.ErrorInsideOk(afterWork: true));

        await AssertWrittenAsync(lake, Large);
    }

    [Theory]
    [InlineData("PutObject", false)]
    [InlineData("CompleteMultipartUpload", true)]
    public async Task A_conflict_with_another_request_is_tried_again(string operation, bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.ConditionalRequestConflict());

        await AssertWrittenAsync(lake, isLarge ? Large : Small);
    }

    [Theory]
    [InlineData("UploadPart")]
    [InlineData("CreateMultipartUpload")]
    [InlineData("CompleteMultipartUpload")]
    public async Task A_write_that_is_canceled_in_the_middle_of_a_request_leaves_nothing(string operation)
    {
        await using var lake = await S3TestLake.StartAsync();
        using var stop = new CancellationTokenSource();
        lake.Server.Faults.Add(operation, S3Fault.Before("Canceled", async (_, cancellation) =>
        {
            await stop.CancelAsync();
            if (operation != "CreateMultipartUpload")
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lake.Open().WriteAsync(Key, Large, cancellation: stop.Token));

        AssertNothingThere(lake);
        Assert.Empty(lake.Reporter.Warnings);
    }

    [Fact]
    public async Task Parts_that_cannot_be_taken_back_are_told()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("UploadPart", S3Fault.AccessDenied());
        lake.Server.Faults.Add("AbortMultipartUpload", S3Fault.AccessDenied().Always());

        await Writes.FailsAsync(DataLakeError.AccessDenied, () => lake.Open().WriteAsync(Key, Large));

        Assert.Contains(Assert.Single(lake.Server.OpenUploads).UploadId, Assert.Single(lake.Reporter.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_abort_that_fails_is_tried_again()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("UploadPart", S3Fault.AccessDenied());
        lake.Server.Faults.Add("AbortMultipartUpload", S3Fault.InternalError().Times(2));

        await Writes.FailsAsync(DataLakeError.AccessDenied, () => lake.Open().WriteAsync(Key, Large));

        AssertNothingThere(lake);
    }

    [Fact]
    public async Task The_other_files_go_on_after_one_that_failed()
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open(options => options with { ThrottleLimit = 1 });
        lake.Server.Faults.Add(request => request.PartNumber == 1, S3Fault.AccessDenied().Times(3));
        for (var turn = 0; turn < 3; turn++)
        {
            await Writes.FailsAsync(DataLakeError.AccessDenied, () => store.WriteAsync(Key, Large));
        }

        Assert.Equal(UploadOutcome.Written, (await store.WriteAsync(Key, Large)).Outcome);
    }

    [Fact]
    public async Task Bytes_that_have_to_be_sent_again_are_taken_off_the_progress()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("UploadPart", S3Fault.Reset(afterBodyBytes: 1_000_000).Times(2));
        long moved = 0;
        await using var upload = lake.Open().BeginUpload(
            new LakeWrite(Key, Large.Length, WriteCondition.IfAbsent, "text/csv") { BytesMoved = bytes => Interlocked.Add(ref moved, bytes) });
        await upload.SubmitAllAsync(Large);

        await upload.CommitAsync(CancellationToken.None);

        Assert.Equal(Large.Length, moved);
    }

    [Fact]
    public async Task A_dead_server_is_reported_after_a_few_attempts()
    {
        using var closed = new TcpListener(System.Net.IPAddress.Loopback, 0);
        closed.Start();
        var port = ((System.Net.IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        using var attempts = new ConnectionAttempts(port);
        var options = new LakeStoreOptions { EndpointUrl = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };
        await using var store = LakeStore.Open(DataLakeTools.Core.Lake.LakeAddress.Parse("s3://lake-of-tests"), options, new RecordingReporter());

        var failure = await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => store.WriteAsync(Key, Small));

        Assert.Contains("refused", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(attempts.Count, 2, 8);
    }

    [Fact]
    public async Task A_server_that_dies_during_a_write_is_reported()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(request => request.Operation != "HeadBucket", S3Fault.Reset().Always());

        await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => lake.Open(options => options with { MaxRetries = 1 }).WriteAsync(Key, Large));
    }

    [Fact]
    public async Task The_time_that_a_stalled_server_was_waited_for_is_told()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.Stall().Always());

        var failure = await Writes.FailsAsync(
            DataLakeError.LakeUnavailable,
            () => lake.Open(options => options with { MaxRetries = 0, StallTimeout = TimeSpan.FromMilliseconds(500) }).WriteAsync(Key, Small));

        Assert.Contains("no progress for 0.5 seconds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_characters_of_a_server_do_not_reach_a_message()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.Answer(400, "Odd", "red \u009B31m text"));

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => lake.Open().WriteAsync(Key, Small));

        Assert.DoesNotContain(failure.Message, char.IsControl);
    }

    private static async Task AssertWrittenAsync(S3TestLake lake, byte[] content, Func<LakeStoreOptions, LakeStoreOptions>? change = null)
    {
        var result = await lake.Open(change).WriteAsync(Key, content);

        Assert.Equal((UploadOutcome.Written, true), (result.Outcome, result.Verified));
        Assert.Equal(content, lake.Objects[Key]);
        Assert.Empty(lake.Leftovers);
    }

    private static void AssertNothingThere(S3TestLake lake)
    {
        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }
}
