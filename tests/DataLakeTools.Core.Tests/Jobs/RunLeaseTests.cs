using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Checkpoints;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Injection;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.Core.Tests.Tmdb;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class RunLeaseTests
{
    private const string Key = "leases/one.txt";

    [Fact]
    public async Task A_lease_that_is_held_is_refused_to_another_run()
    {
        await using var lake = new FolderTestLake();
        await using var first = Lease(lake, "first", new Content("a"));
        await first.ClaimAsync(CancellationToken.None);
        await using var second = Lease(lake, "second", new Content("b"));

        var refusal = await Assert.ThrowsAsync<DataLakeException>(() => second.ClaimAsync(CancellationToken.None));

        Assert.Equal(DataLakeError.JobAlreadyRunning, refusal.Error);
        Assert.StartsWith("The test is running already: run first on ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lease_that_was_released_goes_to_the_next_run_with_its_content()
    {
        await using var lake = new FolderTestLake();
        await using var first = Lease(lake, "first", new Content("left"));
        await first.ClaimAsync(CancellationToken.None);
        Assert.True(await first.StopAsync());
        await first.ReleaseAsync(CancellationToken.None);
        var content = new Content("new");
        await using var second = Lease(lake, "second", content);

        await second.ClaimAsync(CancellationToken.None);

        Assert.Equal(("left", false), (content.Loaded, content.IsCleanedUp));
    }

    [Fact]
    public async Task A_run_whose_object_another_run_has_written_cannot_write_any_more()
    {
        await using var lake = new FolderTestLake();
        await using var first = Lease(lake, "first", new Content("a"));
        await first.ClaimAsync(CancellationToken.None);
        File.WriteAllText(Path.Combine(lake.Address.BucketOrFolder, Key), "\nanother");

        var refusal = await Assert.ThrowsAsync<DataLakeException>(() => first.SaveAsync(CancellationToken.None));

        Assert.Equal(DataLakeError.JobAlreadyRunning, refusal.Error);
        Assert.False(await first.StopAsync());
    }

    [Fact]
    public async Task An_object_that_another_run_has_written_meanwhile_is_not_removed()
    {
        await using var lake = new FolderTestLake();
        await using var first = Lease(lake, "first", new Content("a"));
        await first.ClaimAsync(CancellationToken.None);
        Assert.True(await first.StopAsync());
        File.WriteAllText(Path.Combine(lake.Address.BucketOrFolder, Key), "\nanother");

        await first.RemoveAsync(CancellationToken.None);

        Assert.Equal("\nanother", File.ReadAllText(Path.Combine(lake.Address.BucketOrFolder, Key)));
    }

    [Fact]
    public async Task An_object_that_another_run_writes_while_it_is_removed_is_not_removed()
    {
        await using var lake = await S3TestLake.StartAsync();
        await using var first = Lease(lake, "first", new Content("a"));
        await first.ClaimAsync(CancellationToken.None);
        Assert.True(await first.StopAsync());
        var other = lake.Open();
        lake.Server.Faults.Add("DeleteObject", S3Fault.Before("Taken over", async (_, stop) =>
            await other.WriteAsync(Key, "other\nanother"u8.ToArray(), WriteCondition.IfUnchanged(await other.SeeAsync(Key)), stop)));

        await first.RemoveAsync(CancellationToken.None);

        Assert.Equal("other\nanother", Encoding.UTF8.GetString(lake.Objects[Key]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_that_is_of_this_run_or_gone_is_removed(bool isThere)
    {
        await using var lake = new FolderTestLake();
        await using var first = Lease(lake, "first", new Content("a"));
        await first.ClaimAsync(CancellationToken.None);
        Assert.True(await first.StopAsync());
        var path = Path.Combine(lake.Address.BucketOrFolder, Key);
        if (isThere)
        {
            // A renewal whose answer did not come.
            File.WriteAllText(path, "first\nrenewed");
        }
        else
        {
            File.Delete(path);
        }

        await first.RemoveAsync(CancellationToken.None);

        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_renewal_that_the_end_of_the_run_stops_is_settled_by_that_end_and_no_warning(bool isKept)
    {
        await using var lake = await S3TestLake.StartAsync();
        var renewing = new TaskCompletionSource();
        lake.Server.Faults.Add("PutObject", S3Fault.After("Slow", async (_, never) =>
        {
            renewing.SetResult();
            await Task.Delay(Timeout.Infinite, never);
        }).Skip(1));
        await using var lease = new RunLease(
            lake.Open(), Key, "test", "first", new Content("a"), lake.Reporter, new SkippingClock { RealTimeout = Timeout.InfiniteTimeSpan });
        await lease.ClaimAsync(CancellationToken.None);
        await renewing.Task;

        Assert.True(await lease.StopAsync());
        await (isKept ? lease.ReleaseAsync(CancellationToken.None) : lease.RemoveAsync(CancellationToken.None));

        Assert.Equal(isKept, lake.Objects.ContainsKey(Key));
        Assert.Empty(lake.Reporter.Warnings);
    }

    [Fact]
    public async Task A_renewal_that_fails_is_not_the_last()
    {
        await using var lake = new FolderTestLake();
        var calls = Fault.None;
        await using (var counted = new RunLease(new FaultyStore(lake.Open(), calls), Key, "test", "counted", new Content("a"), SilentReporter.Instance, TimeProvider.System))
        {
            await counted.ClaimAsync(CancellationToken.None);
        }

        File.Delete(Path.Combine(lake.Address.BucketOrFolder, Key));
        var outage = new Fault(calls.Calls + 1, () => new DataLakeException(DataLakeError.LakeUnavailable, "The lake is gone.", "Wait.", target: null));
        var reporter = new RecordingReporter();
        await using var lease = new RunLease(new FaultyStore(lake.Open(), outage), Key, "test", "first", new Content("a"), reporter, new SkippingClock { RealTimeout = Timeout.InfiniteTimeSpan });
        await lease.ClaimAsync(CancellationToken.None);

        for (var patience = 0; outage.Calls < 3 * calls.Calls && patience < 1000; patience++)
        {
            await Task.Delay(5);
        }

        Assert.Contains(reporter.Told, message => message.Contains("could not be renewed: The lake is gone.", StringComparison.Ordinal));
        Assert.InRange(outage.Calls, 3 * calls.Calls, int.MaxValue);
        Assert.True(await lease.StopAsync());
    }

    [Theory]
    [InlineData("\nleft", "left")]
    [InlineData(null, "held")]
    public async Task A_lease_that_is_given_up_while_it_is_watched_goes_to_the_next_run_as_it_was_left(string? left, string inherited)
    {
        await using var lake = new FolderTestLake();
        var path = Path.Combine(lake.Address.BucketOrFolder, Key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "other\nheld");
        var told = new WatchingReporter(() =>
        {
            File.Delete(path);
            if (left is not null)
            {
                File.WriteAllText(path, left);
            }
        });
        var content = new Content("held") { Machine = "elsewhere" };
        await using var second = new RunLease(lake.Open(), Key, "test", "second", content, told, new SkippingClock { RealTimeout = Timeout.InfiniteTimeSpan });

        await second.ClaimAsync(CancellationToken.None);

        Assert.True(await second.StopAsync());
        Assert.Equal((left is null ? null : inherited, false), (content.Loaded, content.IsCleanedUp));
        Assert.DoesNotContain(told.Told, message => message.Contains("interrupted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lease_that_goes_to_a_third_run_while_it_is_watched_is_refused_with_the_name_of_that_run()
    {
        await using var lake = new FolderTestLake();
        var path = Path.Combine(lake.Address.BucketOrFolder, Key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "other\nheld");
        var told = new WatchingReporter(() => File.WriteAllText(path, "third\nheld"));
        await using var second = new RunLease(
            lake.Open(), Key, "test", "second", new Content("b") { Machine = "elsewhere" }, told, new SkippingClock { RealTimeout = Timeout.InfiniteTimeSpan });

        var refusal = await Assert.ThrowsAsync<DataLakeException>(() => second.ClaimAsync(CancellationToken.None));

        Assert.Equal(DataLakeError.JobAlreadyRunning, refusal.Error);
        Assert.StartsWith("The test is running already: run third on elsewhere", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lease_is_given_up_where_a_removal_is_refused_without_a_reason(bool isConditionTheReason)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(
            request => request.Operation == "DeleteObject" && (!isConditionTheReason || request.Header("If-Match") is not null),
            S3Fault.Answer(501, "NotImplemented").Always());
        await using var first = Lease(lake, "first", new Content("a"));
        await first.ClaimAsync(CancellationToken.None);
        Assert.True(await first.StopAsync());

        await first.RemoveAsync(CancellationToken.None);

        Assert.Equal(isConditionTheReason ? null : "\na", lake.Objects.TryGetValue(Key, out var left) ? Encoding.UTF8.GetString(left) : null);
    }

    [Fact]
    public async Task What_an_interrupted_run_has_left_and_cannot_be_removed_stops_no_run()
    {
        await using var lake = new FolderTestLake();
        var refusal = new DataLakeException(DataLakeError.LakeWriteFailed, "It is read-only.", "Change that.", target: null);
        await using var store = new FaultyStore(lake.Open(), new Fault(1, () => refusal));
        var reporter = new RecordingReporter();

        await UnfinishedObjects.RemoveAsync(store, _ => true, reporter, CancellationToken.None);

        Assert.Contains("What an interrupted run may have left was not all looked for and removed: It is read-only.", reporter.Told);
    }

    private static RunLease Lease(TestLake lake, string runId, Content content) =>
        new(lake.Open(), Key, "test", runId, content, SilentReporter.Instance, TimeProvider.System);

    // The id of the owner on the first line, where there is one, and text on the second.
    private sealed class Content(string text) : ILeasedContent
    {
        public string? Loaded { get; private set; }

        public bool IsCleanedUp { get; private set; }

        public string? Machine { get; init; }

        public LeaseOwner? Load(byte[] bytes)
        {
            Loaded = Encoding.UTF8.GetString(bytes).Split('\n')[1];
            return OwnerOf(bytes);
        }

        public Task CleanUpAsync(CancellationToken cancellationToken)
        {
            IsCleanedUp = true;
            return Task.CompletedTask;
        }

        public LeaseOwner? OwnerOf(byte[] bytes) =>
            Encoding.UTF8.GetString(bytes).Split('\n')[0] is { Length: > 0 } id ? Named(LeaseOwner.This(id, DateTimeOffset.UtcNow)) : null;

        public byte[] Write(LeaseOwner? owner) => Encoding.UTF8.GetBytes($"{owner?.RunId}\n{text}");

        private LeaseOwner Named(LeaseOwner owner) => owner with { Machine = Machine ?? owner.Machine };
    }

    // Something happens as soon as another run is watched.
    private sealed class WatchingReporter(Action happens) : IReporter
    {
        public List<string> Told { get; } = [];

        public void Verbose(string message)
        {
            Told.Add(message);
            if (message.Contains("it is watched", StringComparison.Ordinal))
            {
                happens();
            }
        }

        public void Warning(string message) => Told.Add(message);

        public void Progress(ByteProgress progress)
        {
        }

        public void Progress(RecordProgress progress)
        {
        }
    }
}
