using System.Collections.Concurrent;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Storage.Creation;
using DataLakeTools.Http;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>How long a server that is gone is waited for: a few attempts, and not once more for every file.</summary>
public sealed class S3PatienceTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private static readonly LakeAddress Lake = LakeAddress.Parse("s3://lake-of-tests");
    private static readonly LakeStoreOptions Usual = new();

    // Long enough for a busy machine to bring a request under way.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<RequestReport> _sent = new();

    [Fact]
    public void The_defaults_report_a_dead_server_in_seconds() => Assert.Equal(
        (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), 5), (Usual.ConnectTimeout, Usual.StallTimeout, Usual.MaxRetries ?? RetryLimits.MaxRetries));

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_after_two_attempts()
    {
        using var server = new SilentServer();
        await using var store = LakeStore.Open(Lake, Impatient(server), new RecordingReporter());

        var failure = await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => store.WriteAsync(Key, [1]));

        Assert.Contains("no progress for 1 seconds", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public async Task The_first_answer_may_take_twice_as_long_as_a_connection()
    {
        using var server = new SilentServer();
        await using var store = LakeStore.Open(
            Lake, Impatient(server) with { ConnectTimeout = Patience, StallTimeout = TimeSpan.FromHours(1), MaxRetries = 0 }, new RecordingReporter());

        var failure = await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => store.WriteAsync(Key, [1]));

        Assert.Contains("no progress for 2 seconds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_files_wait_for_a_dead_server_together()
    {
        using var server = new SilentServer();
        await using var store = LakeStore.Open(Lake, Impatient(server), new RecordingReporter());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(file => Writes.FailsAsync(DataLakeError.LakeUnavailable, () => store.WriteAsync($"{Key}{file}", [1]))));

        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public async Task A_bucket_is_not_created_on_a_server_that_never_answers()
    {
        using var server = new SilentServer();

        await Writes.FailsAsync(
            DataLakeError.LakeUnavailable,
            () => LakeCreation.EnsureAsync(Lake, new LakeCreationOptions { Store = Impatient(server) }, CancellationToken.None));

        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public async Task A_server_that_falls_silent_in_the_middle_is_given_up_after_three_attempts()
    {
        await using var lake = await S3TestLake.StartAsync();
        await lake.Open().WriteAsync($"{Key}.first", [1]);
        lake.Server.Requests.Clear();
        lake.Server.Faults.Add("PutObject", S3Fault.Stall().Always());

        await Writes.FailsAsync(
            DataLakeError.LakeUnavailable, () => lake.Open(options => options with { StallTimeout = Patience }).WriteAsync(Key, [1]));

        Assert.Equal(3, lake.Server.Requests.Of("PutObject").Count);
    }

    [Fact]
    public async Task Without_retries_a_request_is_sent_once()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.SlowDown().Always());

        await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => lake.Open(options => options with { MaxRetries = 0 }).WriteAsync(Key, [1]));

        Assert.Single(lake.Server.Requests.Of("PutObject"));
    }

    [Theory]
    [InlineData(0, 20, 5)]
    [InlineData(5, 0, 5)]
    [InlineData(5, -1, 5)]
    [InlineData(3601, 20, 5)]
    [InlineData(5, 3601, 5)]
    [InlineData(5, 20, -1)]
    [InlineData(5, 20, 101)]
    public void Patience_that_cannot_be_kept_is_refused(int connect, int stall, int retries) => Assert.Equal(
        DataLakeError.InvalidOption,
        Assert.Throws<DataLakeException>(() => LakeStore.Open(
            Lake,
            Usual with { ConnectTimeout = TimeSpan.FromSeconds(connect), StallTimeout = TimeSpan.FromSeconds(stall), MaxRetries = retries },
            new RecordingReporter())).Error);

    // What was sent is counted here and not by the server: a request that is given up early may leave its connection to the next.
    private LakeStoreOptions Impatient(SilentServer server) =>
        Usual with { EndpointUrl = server.Endpoint, StallTimeout = Patience, RequestSent = _sent.Enqueue };
}
