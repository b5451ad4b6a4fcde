using DataLakeTools.Core.Storage;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>Uploads that were begun and abandoned, in S3.</summary>
public sealed class S3UnfinishedTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private static readonly byte[] Bytes = Content.Of(10_000);

    [Fact]
    public async Task What_is_listed_says_how_far_it_came()
    {
        await using var lake = await S3TestLake.StartAsync(new());
        var id = await lake.AbandonAsync(Key, Bytes, [1, 2, 3], partSize: 3000);

        var found = Assert.Single(await ListAsync(lake.Open()));

        Assert.Equal((id, Key, 9000L, 3), (found.Id, found.Key, found.Size, found.Parts));
        Assert.InRange(found.Age, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.True(found.LastActivity >= found.Started);
    }

    [Fact]
    public async Task Age_counts_from_the_last_part_that_came()
    {
        var clock = new SetClock { Now = DateTimeOffset.UtcNow.AddDays(-3) };
        await using var lake = await S3TestLake.StartAsync(new() { Clock = clock });
        await lake.AbandonAsync(Key, Bytes, []);
        clock.Now = DateTimeOffset.UtcNow.AddDays(-2);
        await lake.AbandonAsync(Key, Bytes, [1]);

        var ages = (await ListAsync(lake.Open())).Select(found => found.Age).Order().ToArray();

        // By whose clock, ours or the server's, depends on what the SDK has learned of the two.
        Assert.Equal(2, ages.Length);
        Assert.Equal(1, Math.Round((ages[1] - ages[0]).TotalDays));
    }

    [Fact]
    public async Task No_upload_is_younger_than_nothing_whatever_the_clocks_say()
    {
        await using var lake = await S3TestLake.StartAsync(new() { Clock = new SetClock { Now = DateTimeOffset.UtcNow.AddMinutes(3) } });
        await lake.AbandonAsync(Key, Bytes, [1]);

        Assert.True(Assert.Single(await ListAsync(lake.Open())).Age >= TimeSpan.Zero);
    }

    [Fact]
    public async Task More_parts_than_one_answer_holds_are_all_counted()
    {
        await using var lake = await S3TestLake.StartAsync(new());
        await lake.AbandonAsync(Key, Bytes, Enumerable.Range(1, 1003), partSize: 5);

        Assert.Equal((1003, 5015L), (await ListAsync(lake.Open())).Select(found => (found.Parts, found.Size)).Single());
        Assert.Equal(2, lake.Server.Requests.Of("ListParts").Count);
    }

    [Fact]
    public async Task More_uploads_than_one_answer_holds_are_all_listed()
    {
        await using var lake = await S3TestLake.StartAsync(new());
        for (var number = 0; number < 1003; number++)
        {
            await lake.AbandonAsync($"Raw/{number}", Bytes, []);
        }

        Assert.Equal(1003, (await ListAsync(lake.Open())).Select(found => found.Key).Distinct().Count());
    }

    [Theory]
    [InlineData("ListMultipartUploads", "<NextKeyMarker>zone one/a</NextKeyMarker><NextUploadIdMarker>1</NextUploadIdMarker>")]
    [InlineData("ListParts", "<NextPartNumberMarker>1</NextPartNumberMarker>")]
    public async Task A_listing_that_never_ends_is_reported(string operation, string markers)
    {
        await using var lake = await S3TestLake.StartAsync(new());
        await lake.AbandonAsync(Key, Bytes, [1]);
        lake.Server.Faults.Add(operation, S3Fault.OtherWords(_ => $"<Page><IsTruncated>true</IsTruncated>{markers}</Page>").Always());

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => ListAsync(lake.Open()));

        Assert.Contains("does not go on", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, lake.Server.Requests.Of(operation).Count);
    }

    [Theory]
    [InlineData("Raw/a/../b.csv")]
    [InlineData("Raw/./b.csv")]
    [InlineData("Raw//b.csv")]
    [InlineData("Raw/%2e%2e/b&<>+ é😀.csv")]
    public async Task What_others_began_under_keys_of_their_own_kind_is_removed_too(string key)
    {
        await using var lake = await S3TestLake.StartAsync(new());
        await lake.AbandonAsync(key, Bytes, [1]);
        var store = lake.Open();

        var found = Assert.Single(await ListAsync(store));

        Assert.Equal(key, found.Key);
        Assert.True(await store.RemoveUnfinishedAsync(found, CancellationToken.None));
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task What_lies_outside_the_lake_is_not_seen()
    {
        await using var lake = await S3TestLake.StartAsync(new());
        await lake.AbandonAsync(Key, Bytes, [1], change: request => request.Key = "zone one more/a.csv", partSize: 100);
        await lake.AbandonAsync(Key, Bytes, [1], change: request => request.Key = "zone one", partSize: 100);
        await lake.AbandonAsync(Key, Bytes, [1], change: request => request.Key = "a.csv", partSize: 100);

        Assert.Empty(await ListAsync(lake.Open()));
    }

    [Fact]
    public async Task What_is_removed_is_gone_and_the_others_stay()
    {
        await using var lake = await S3TestLake.StartAsync(new());
        var first = await lake.AbandonAsync(Key, Bytes, [1]);
        var second = await lake.AbandonAsync(Key, Bytes, [1]);
        var store = lake.Open();
        var found = (await ListAsync(store)).Single(upload => upload.Id == first);

        Assert.True(await store.RemoveUnfinishedAsync(found, CancellationToken.None));
        Assert.True(await store.RemoveUnfinishedAsync(found, CancellationToken.None));

        Assert.Equal([second], lake.Leftovers);
    }

    [Fact]
    public async Task What_moved_since_it_was_listed_is_not_removed()
    {
        await using var lake = await S3TestLake.StartAsync(new());
        var id = await lake.AbandonAsync(Key, Bytes, [1, 2], partSize: 3000);
        var store = lake.Open();
        var found = Assert.Single(await ListAsync(store));

        Assert.False(await store.RemoveUnfinishedAsync(found with { Parts = 1 }, CancellationToken.None));
        Assert.False(await store.RemoveUnfinishedAsync(found with { LastActivity = found.LastActivity.AddSeconds(-1) }, CancellationToken.None));

        Assert.Equal([id], lake.Leftovers);
    }

    [Theory]
    [InlineData("ListMultipartUploads")]
    [InlineData("ListParts")]
    public async Task A_missing_right_is_named(string operation)
    {
        await using var lake = await S3TestLake.StartAsync(new());
        await lake.AbandonAsync(Key, Bytes, [1]);
        lake.Server.Faults.Add(operation, S3Fault.AccessDenied().Always());

        var failure = await Writes.FailsAsync(DataLakeError.AccessDenied, () => ListAsync(lake.Open()));

        Assert.Contains("s3:ListMultipartUploadParts", failure.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_list_uploads_is_no_store_without_uploads()
    {
        await using var lake = await S3TestLake.StartAsync(new());
        lake.Server.Faults.Add("ListMultipartUploads", S3Fault.Answer(501, "NotImplemented", "A header you provided implies functionality that is not implemented").Always());

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => ListAsync(lake.Open()));

        Assert.Contains("NotImplemented", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<List<UnfinishedUpload>> ListAsync(ILakeStore store)
    {
        var all = new List<UnfinishedUpload>();
        await foreach (var found in store.ListUnfinishedAsync(CancellationToken.None))
        {
            all.Add(found);
        }

        return all;
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
