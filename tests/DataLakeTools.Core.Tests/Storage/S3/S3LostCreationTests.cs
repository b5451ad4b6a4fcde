using DataLakeTools.Core.Storage;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>Uploads that were begun on the server although the answer never came.</summary>
public sealed class S3LostCreationTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private static readonly byte[] Large = Content.Of((2 * S3TestLake.PartSize) + 17);

    [Fact]
    public async Task An_upload_whose_answer_was_lost_does_not_stay()
    {
        await using var lake = await StartAsync();
        lake.Server.Faults.Add("CreateMultipartUpload", S3Fault.LoseAnswer().Times(2));

        var result = await lake.Open().WriteAsync(Key, Large);

        Assert.Equal((UploadOutcome.Written, true), (result.Outcome, result.Verified));
        Assert.Equal(3, lake.Server.Requests.Of("CreateMultipartUpload").Count);
        Assert.Empty(lake.Leftovers);
        Assert.Empty(lake.Reporter.Warnings);
    }

    [Fact]
    public async Task Of_a_write_that_fails_it_does_not_stay_either()
    {
        await using var lake = await StartAsync();
        lake.Server.Faults.Add("CreateMultipartUpload", S3Fault.LoseAnswer());
        lake.Server.Faults.Add("UploadPart", S3Fault.AccessDenied());

        await Writes.FailsAsync(DataLakeError.AccessDenied, () => lake.Open().WriteAsync(Key, Large));

        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task Of_a_write_that_could_not_even_begin_none_stays()
    {
        await using var lake = await StartAsync();
        lake.Server.Faults.Add("CreateMultipartUpload", S3Fault.LoseAnswer().Always());

        await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => lake.Open(options => options with { MaxRetries = 2 }).WriteAsync(Key, Large));

        Assert.Equal(3, lake.Server.Requests.Of("CreateMultipartUpload").Count);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task An_upload_of_somebody_else_stays()
    {
        await using var lake = await StartAsync();
        var theirs = await lake.AbandonAsync(Key, Large, [1]);
        string? meanwhile = null;
        lake.Server.Faults.Add("CreateMultipartUpload", S3Fault.LoseAnswer());
        lake.Server.Faults.Add("UploadPart", S3Fault.Before("Somebody else", async (_, _) => meanwhile ??= await lake.AbandonAsync(Key, Large, [])).Skip(1));

        await lake.Open().WriteAsync(Key, Large);

        Assert.Equal([theirs, meanwhile], lake.Leftovers.Order());
    }

    [Fact]
    public async Task An_upload_that_may_have_stayed_is_told()
    {
        await using var lake = await StartAsync();
        lake.Server.Faults.Add("CreateMultipartUpload", S3Fault.LoseAnswer());
        lake.Server.Faults.Add("ListMultipartUploads", S3Fault.AccessDenied().Always());

        Assert.Equal(UploadOutcome.Written, (await lake.Open().WriteAsync(Key, Large)).Outcome);

        Assert.Contains("may have stayed behind, because an answer was lost", Assert.Single(lake.Reporter.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_whose_beginning_is_not_answered_when_the_write_is_stopped_is_told()
    {
        await using var lake = await StartAsync();
        using var stop = new CancellationTokenSource();
        lake.Server.Faults.Add("CreateMultipartUpload", S3Fault.After("Stop", async (_, never) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, never);
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lake.Open().WriteAsync(Key, Large, cancellation: stop.Token));

        Assert.Contains("may have stayed behind, because S3 has not answered yet", Assert.Single(lake.Reporter.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PutObject", false)]
    [InlineData("CompleteMultipartUpload", true)]
    public async Task A_write_that_is_stopped_before_its_answer_is_told(string operation, bool isLarge)
    {
        await using var lake = await StartAsync();
        using var stop = new CancellationTokenSource();
        lake.Server.Faults.Add(operation, S3Fault.After("Stop", async (_, never) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, never);
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lake.Open().WriteAsync(Key, isLarge ? Large : [1, 2, 3], cancellation: stop.Token));

        Assert.Contains("may be there, and it may not", Assert.Single(lake.Reporter.Warnings), StringComparison.Ordinal);
        Assert.True(lake.Objects.ContainsKey(Key));
    }

    [Theory]
    [InlineData("PutObject", false)]
    [InlineData("CompleteMultipartUpload", true)]
    public async Task A_write_that_is_stopped_after_its_answer_is_there_and_told_so(string operation, bool isLarge)
    {
        await using var lake = await StartAsync();
        using var stop = new CancellationTokenSource();
        lake.Server.Faults.Add(operation, S3Fault.WithoutChecksums().And(S3Fault.OtherHeader("ETag", "\"no-md5\"")));
        lake.Server.Faults.Add(request => request.Operation == "HeadObject" && lake.Objects.ContainsKey(Key), S3Fault.After("Stop", async (_, never) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, never);
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lake.Open().WriteAsync(Key, isLarge ? Large : [1, 2, 3], cancellation: stop.Token));

        var warning = Assert.Single(lake.Reporter.Warnings);
        Assert.Contains("S3 has confirmed that it was written", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("it may not", warning, StringComparison.Ordinal);
        Assert.True(lake.Objects.ContainsKey(Key));
    }

    [Theory]
    [InlineData("PutObject", false)]
    [InlineData("CompleteMultipartUpload", true)]
    public async Task A_write_whose_answer_was_lost_is_told_when_the_look_for_it_is_stopped(string operation, bool isLarge)
    {
        await using var lake = await StartAsync();
        using var stop = new CancellationTokenSource();
        lake.Server.Faults.Add(operation, S3Fault.LoseAnswer().Always());
        lake.Server.Faults.Add(request => request.Operation == "HeadObject" && lake.Objects.ContainsKey(Key), S3Fault.Before("Stop", (_, _) => stop.CancelAsync()));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => lake.Open(options => options with { MaxRetries = 0 }).WriteAsync(Key, isLarge ? Large : [1, 2, 3], cancellation: stop.Token));

        Assert.True(lake.Objects.ContainsKey(Key));
        Assert.Contains("it may be there, and it may not", Assert.Single(lake.Reporter.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_asks_for_patience_has_begun_nothing()
    {
        await using var lake = await StartAsync();
        lake.Server.Faults.Add("CreateMultipartUpload", S3Fault.SlowDown().Times(2));

        await lake.Open().WriteAsync(Key, Large);

        Assert.Empty(lake.Server.Requests.Of("ListMultipartUploads"));
    }

    // No credentials: the other client of these tests signs nothing.
    private static Task<S3TestLake> StartAsync() => S3TestLake.StartAsync(new());
}
