using System.Globalization;
using System.Runtime.InteropServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Tests.Storage;

/// <summary>What every kind of lake keeps to.</summary>
public abstract class LakeStoreTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private static readonly string[] KeysInOrderOfS3 =
    [
        "Raw/A.csv", "Raw/a b.csv", "Raw/a+b.csv", "Raw/a-b/z.csv", "Raw/a.b/z.csv", "Raw/a/1.csv", "Raw/a/2.csv", "Raw/a/b/3.csv", "Raw/a0/1.csv",
        "Raw/ação.csv", "Raw/東京.csv", "Raw/\uE000.csv", "Raw/\uFF5E.csv", "Raw/\U0001F3AC.csv",
    ];

    protected abstract Task<TestLake> StartAsync();

    [Fact]
    public async Task What_is_written_is_found()
    {
        await using var lake = await StartAsync();
        var content = Content.Of(1000);
        var store = lake.Open();
        await store.WriteAsync(Key, content);

        var found = await store.SeeAsync(Key);

        Assert.Equal((Key, content.Length), (found.Key, found.Size));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await using var lake = await StartAsync();

        Assert.Null(await lake.Open().FindAsync(Key, CancellationToken.None));
    }

    [Fact]
    public async Task A_write_says_the_checksum_of_its_bytes_and_that_the_lake_confirmed_it()
    {
        await using var lake = await StartAsync();
        var content = Content.Of(1000);

        var result = await lake.Open().WriteAsync(Key, content);

        Assert.Equal((UploadOutcome.Written, Checksum.OfCrc32C(Crc32C.Compute(content)), true), (result.Outcome, result.Checksum, result.Verified));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 0)]
    [InlineData(3, 17)]
    public async Task The_bytes_read_are_the_bytes_written(int parts, int more)
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        var content = Content.Of((parts * await PartSizeAsync(store)) + more);

        await store.WriteAsync(Key, content);

        Assert.Equal(content, await store.ReadAsync(Key));
    }

    [Fact]
    public async Task Reading_what_is_not_there_is_an_error_that_says_so()
    {
        await using var lake = await StartAsync();

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => lake.Open().OpenReadAsync(Key, CancellationToken.None));

        Assert.Equal($"There is no '{lake.Address.AddressOf(Key)}' in the lake.", failure.Message);
    }

    [Fact]
    public async Task A_removed_object_is_gone()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, [1]);

        await store.DeleteAsync(Key, CancellationToken.None);

        Assert.Empty(lake.Objects);
    }

    [Fact]
    public async Task Removing_what_is_not_there_does_nothing()
    {
        await using var lake = await StartAsync();

        await lake.Open().WriteAsync("Raw/other.csv", [1]);
        await lake.Open().DeleteAsync(Key, CancellationToken.None);

        Assert.Equal(["Raw/other.csv"], lake.Objects.Keys);
    }

    [Fact]
    public async Task A_listing_is_in_the_order_of_S3()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        foreach (var key in KeysInOrderOfS3.Reverse())
        {
            await store.WriteAsync(key, [1]);
        }

        var listed = await ListAsync(store, string.Empty);

        Assert.Equal(KeysInOrderOfS3, listed);
    }

    [Theory]
    [InlineData("Raw/a", new[] { "Raw/a b.csv", "Raw/a+b.csv", "Raw/a-b/z.csv", "Raw/a.b/z.csv", "Raw/a/1.csv", "Raw/a/2.csv", "Raw/a/b/3.csv", "Raw/a0/1.csv", "Raw/ação.csv" })]
    [InlineData("Raw/a/", new[] { "Raw/a/1.csv", "Raw/a/2.csv", "Raw/a/b/3.csv" })]
    [InlineData("Raw/a/b/3", new[] { "Raw/a/b/3.csv" })]
    [InlineData("Bronze/", new string[0])]
    public async Task A_listing_has_the_keys_that_begin_with_its_prefix(string prefix, string[] expected)
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        foreach (var key in KeysInOrderOfS3)
        {
            await store.WriteAsync(key, [1]);
        }

        Assert.Equal(expected, await ListAsync(store, prefix));
    }

    [Theory]
    [InlineData("", new[] { "Raw/" })]
    [InlineData("Raw/a", new[] { "Raw/a b.csv", "Raw/a+b.csv", "Raw/a-b/", "Raw/a.b/", "Raw/a/", "Raw/a0/", "Raw/ação.csv" })]
    [InlineData("Raw/a/", new[] { "Raw/a/1.csv", "Raw/a/2.csv", "Raw/a/b/" })]
    [InlineData("Bronze/", new string[0])]
    public async Task A_level_has_its_keys_and_what_deeper_keys_begin_with(string prefix, string[] expected)
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        foreach (var key in KeysInOrderOfS3)
        {
            await store.WriteAsync(key, [1]);
        }

        var listed = new List<string>();
        await foreach (var key in store.ListLevelAsync(prefix, CancellationToken.None))
        {
            listed.Add(key);
        }

        Assert.Equal(expected, listed);
    }

    [Theory]
    [InlineData(null, null, null, new[] { "Local/CSV/2022/05/02/none.csv", "Local/CSV/2022/2022/05/02/year.csv", "Local/CSV/Movies/2022/05/02/movies.csv", "Local/CSV/Movies/Crime/2022/05/02/crime.csv", "Local/CSV/Sales/2021/12/2022/05/02/sales.csv", "TMDB/JSON/Movies/2022/05/02/movies.json" })]
    [InlineData("Local", null, "Movies", new[] { "Local/CSV/Movies/2022/05/02/movies.csv" })]
    [InlineData(null, "JSON", null, new[] { "TMDB/JSON/Movies/2022/05/02/movies.json" })]
    [InlineData("Elsewhere", null, null, new string[0])]
    public async Task A_day_is_found_in_all_its_folders_and_no_object_of_another_is_listed(string? origin, string? format, string? specification, string[] expected)
    {
        await using var lake = await StartAsync();
        foreach (var folder in new[] { "Local/CSV/{0}none.csv", "Local/CSV/2022/{0}year.csv", "Local/CSV/Movies/{0}movies.csv", "Local/CSV/Movies/Crime/{0}crime.csv", "Local/CSV/Sales/2021/12/{0}sales.csv", "TMDB/JSON/Movies/{0}movies.json" })
        {
            foreach (var day in new[] { "2021/05/02/", "2022/04/02/", "2022/05/01/", "2022/05/02/", "2022/05/03/" })
            {
                await lake.Open().WriteAsync("Raw/" + string.Format(CultureInfo.InvariantCulture, folder, day), [1]);
            }
        }

        var (found, listed) = (new List<string>(), new List<string>());
        var query = new LakeObjectQuery { Origin = origin, Format = format, Specification = specification, From = new(2022, 5, 2), To = new(2022, 5, 2) };
        await foreach (var one in query.ListAsync(new HookedStore(lake.Open(), () => { }, listed: listed.Add), CancellationToken.None))
        {
            found.Add(one.Key);
        }

        Assert.Equal(expected.Select(key => "Raw/" + key), found);
        Assert.All(listed, key => Assert.Contains("/2022/05/02/", key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_write_where_something_else_is_is_refused()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, [1, 2, 3]);

        await Writes.FailsAsync(DataLakeError.ObjectExists, () => store.WriteAsync(Key, [4, 5, 6]));

        Assert.Equal([1, 2, 3], lake.Objects[Key]);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_write_in_parts_where_something_else_is_is_refused()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, [1, 2, 3]);

        await Writes.FailsAsync(DataLakeError.ObjectExists, async () => await store.WriteAsync(Key, Content.Of((2 * await PartSizeAsync(store)) + 1)));

        Assert.Equal([1, 2, 3], lake.Objects[Key]);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_write_where_the_same_bytes_are_is_content_with_them()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, [1, 2, 3]);

        Assert.Equal(UploadOutcome.SameAlreadyThere, (await store.WriteAsync(Key, [1, 2, 3])).Outcome);
    }

    [Fact]
    public async Task A_write_in_parts_where_the_same_bytes_are_is_content_with_them()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        var content = Content.Of((2 * await PartSizeAsync(store)) + 1);
        await store.WriteAsync(Key, content);

        Assert.Equal(UploadOutcome.SameAlreadyThere, (await store.WriteAsync(Key, content)).Outcome);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_write_over_what_was_seen_replaces_it()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, [1, 2, 3]);

        var result = await store.WriteAsync(Key, [4, 5, 6], WriteCondition.IfUnchanged(await store.SeeAsync(Key)));

        Assert.Equal(UploadOutcome.Written, result.Outcome);
        Assert.Equal([4, 5, 6], lake.Objects[Key]);
    }

    [Fact]
    public async Task A_write_over_what_was_changed_meanwhile_is_refused()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, [1, 2, 3]);
        var seen = await store.SeeAsync(Key);
        await lake.Open().WriteAsync(Key, [7, 8, 9], WriteCondition.IfUnchanged(seen));

        await Writes.FailsAsync(DataLakeError.ObjectChanged, () => store.WriteAsync(Key, [4, 5, 6], WriteCondition.IfUnchanged(seen)));

        Assert.Equal([7, 8, 9], lake.Objects[Key]);
    }

    [Fact]
    public async Task A_write_over_what_was_removed_meanwhile_is_refused()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, [1, 2, 3]);
        var seen = await store.SeeAsync(Key);
        await store.DeleteAsync(Key, CancellationToken.None);

        await Writes.FailsAsync(DataLakeError.ObjectChanged, () => store.WriteAsync(Key, [4, 5, 6], WriteCondition.IfUnchanged(seen)));

        Assert.Empty(lake.Objects);
    }

    [Fact]
    public async Task Of_senders_with_different_content_exactly_one_wins()
    {
        await using var lake = await StartAsync();
        for (var round = 0; round < 25; round++)
        {
            var key = $"Raw/Local/CSV/2022/05/02/{round}.csv";

            var won = await RaceAsync(lake, key, sender => [(byte)sender, (byte)round], _ => WriteCondition.IfAbsent, DataLakeError.ObjectExists);

            Assert.Equal([(byte)Assert.Single(won).Sender, (byte)round], lake.Objects[key]);
        }

        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task Of_senders_with_the_same_content_all_succeed_and_one_wrote()
    {
        await using var lake = await StartAsync();
        for (var round = 0; round < 10; round++)
        {
            var won = await RaceAsync(
                lake, $"Raw/Local/CSV/2022/05/02/{round}.csv", _ => [(byte)round], _ => WriteCondition.IfAbsent, DataLakeError.ObjectExists);

            Assert.Equal(
                [UploadOutcome.Written, UploadOutcome.SameAlreadyThere, UploadOutcome.SameAlreadyThere, UploadOutcome.SameAlreadyThere],
                won.Select(sender => sender.Result.Outcome).Order());
        }
    }

    [Fact]
    public async Task Of_senders_that_replace_the_same_object_exactly_one_wins()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        for (var round = 0; round < 10; round++)
        {
            var key = $"Raw/Local/CSV/2022/05/02/{round}.csv";
            await store.WriteAsync(key, [200, 200]);
            var seen = await store.SeeAsync(key);

            var won = await RaceAsync(lake, key, sender => [(byte)sender, (byte)round], _ => WriteCondition.IfUnchanged(seen), DataLakeError.ObjectChanged);

            Assert.Equal([(byte)Assert.Single(won).Sender, (byte)round], lake.Objects[key]);
        }

        Assert.Empty(lake.Leftovers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_write_that_is_not_committed_leaves_nothing(int parts)
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        var size = await PartSizeAsync(store);
        await using (var upload = store.BeginUpload(new LakeWrite(Key, 4L * size, WriteCondition.IfAbsent, "text/csv")))
        {
            await upload.SubmitAllAsync(Content.Of(parts * size));
        }

        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_write_that_is_canceled_between_two_parts_leaves_nothing()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        var size = await PartSizeAsync(store);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await using var upload = store.BeginUpload(new LakeWrite(Key, 4L * size, WriteCondition.IfAbsent, "text/csv"));
            await upload.SubmitAllAsync(Content.Of(2 * size), stop.Token);
            await stop.CancelAsync();
            await upload.SubmitAllAsync(Content.Of(2 * size), stop.Token);
        });

        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_commit_that_is_canceled_leaves_nothing()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        var content = Content.Of(2 * await PartSizeAsync(store));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await using var upload = store.BeginUpload(new LakeWrite(Key, content.Length, WriteCondition.IfAbsent, "text/csv"));
            await upload.SubmitAllAsync(content);
            await upload.CommitAsync(new CancellationToken(canceled: true));
        });

        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_write_of_another_length_than_was_said_is_refused(int more)
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await using var upload = store.BeginUpload(new LakeWrite(Key, 100, WriteCondition.IfAbsent, "text/csv"));
            await upload.SubmitAllAsync(new byte[100 + more]);
            await upload.CommitAsync(CancellationToken.None);
        });

        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_buffer_that_was_not_submitted_goes_back_to_the_others()
    {
        await using var lake = await StartAsync();
        var store = lake.Open(options => options with { ThrottleLimit = 1 });
        await using var upload = store.BeginUpload(new LakeWrite(Key, 10, WriteCondition.IfAbsent, "text/csv"));
        for (var turn = 0; turn < 10; turn++)
        {
            (await upload.RentAsync(CancellationToken.None)).Dispose();
        }

        await upload.SubmitAllAsync(new byte[10]);
        await upload.CommitAsync(CancellationToken.None);
        Assert.Equal(new byte[10], lake.Objects[Key]);
    }

    [Fact]
    public async Task Buffers_of_uploads_that_were_given_up_go_back_to_the_others()
    {
        await using var lake = await StartAsync();
        var store = lake.Open(options => options with { ThrottleLimit = 1 });
        var size = await PartSizeAsync(store);
        for (var turn = 0; turn < 5; turn++)
        {
            await using var upload = store.BeginUpload(new LakeWrite(Key, 2L * size, WriteCondition.IfAbsent, "text/csv"));
            await upload.SubmitAllAsync(new byte[10]);
        }

        await store.WriteAsync(Key, [1]);
        Assert.Equal([1], lake.Objects[Key]);
    }

    [Fact]
    public async Task No_more_buffers_are_made_than_may_be_in_flight_and_one()
    {
        await using var lake = await StartAsync();
        var store = lake.Open(options => options with { ThrottleLimit = 2 });
        var made = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);
        var size = await PartSizeAsync(store);
        await using var upload = store.BeginUpload(new LakeWrite(Key, 12L * size, WriteCondition.IfAbsent, "text/csv"));
        for (var part = 0; part < 12; part++)
        {
            var buffer = await upload.RentAsync(CancellationToken.None);
            Assert.True(MemoryMarshal.TryGetArray<byte>(buffer.Window, out var bytes));
            made.Add(bytes.Array!);
            buffer.Advance(size);
            await upload.SubmitAsync(buffer, CancellationToken.None);
        }

        await upload.CommitAsync(CancellationToken.None);

        Assert.InRange(made.Count, 1, 3);
    }

    [Fact]
    public async Task Nobody_ever_sees_half_an_object()
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        var content = Content.Of((3 * await PartSizeAsync(store)) + 17);
        using var written = new CancellationTokenSource();
        var looks = Task.Run(async () =>
        {
            var reader = lake.Open();
            while (!written.IsCancellationRequested)
            {
                if (await reader.FindAsync(Key, CancellationToken.None) is not null)
                {
                    Assert.Equal(content.Length, (await reader.ReadAsync(Key)).Length);
                }

                Assert.All(await ListAsync(reader, string.Empty), key => Assert.Equal(Key, key));
            }
        });

        await store.WriteAsync(Key, content);
        await written.CancelAsync();

        await looks;
    }

    [Theory]
    [InlineData("../outside.csv")]
    [InlineData("Raw/../../outside.csv")]
    [InlineData("/outside.csv")]
    [InlineData("Raw//outside.csv")]
    [InlineData("Raw/./outside.csv")]
    [InlineData("Raw\\outside.csv")]
    [InlineData("Raw/out\0side.csv")]
    [InlineData("")]
    public async Task No_key_leads_a_write_out_of_the_lake(string key)
    {
        await using var lake = await StartAsync();

        await Writes.FailsAsync(DataLakeError.InvalidKey, () => lake.Open().WriteAsync(key, [1]));
    }

    [Theory]
    [InlineData("Raw/a b+c%20&d=e;f'(g)!.csv")]
    [InlineData("Raw/São João ~ 東京 🎬.csv")]
    [InlineData("Raw/~$@,#.csv")]
    public async Task A_key_of_any_characters_is_written_found_read_and_removed(string key)
    {
        await using var lake = await StartAsync();
        var store = lake.Open();
        var content = Content.Of((2 * await PartSizeAsync(store)) + 1);
        await store.WriteAsync(key, [1, 2, 3]);
        await store.WriteAsync(key, content, WriteCondition.IfUnchanged(await store.SeeAsync(key)));

        Assert.Equal([key], lake.Objects.Keys);
        Assert.Equal(content, await store.ReadAsync(key));
        await store.DeleteAsync(key, CancellationToken.None);
        Assert.Empty(lake.Objects);
    }

    [Fact]
    public async Task A_throttle_limit_of_nothing_is_refused()
    {
        await using var lake = await StartAsync();

        Assert.Equal(
            DataLakeError.InvalidOption, Assert.Throws<DataLakeException>(() => lake.Open(options => options with { ThrottleLimit = 0 })).Error);
    }

    protected static async Task<int> PartSizeAsync(ILakeStore store)
    {
        await using var upload = store.BeginUpload(new LakeWrite("Raw/size", 0, WriteCondition.IfAbsent, "text/csv"));
        return upload.PartSize;
    }

    protected static async Task<List<string>> ListAsync(ILakeStore store, string prefix)
    {
        var keys = new List<string>();
        await foreach (var found in store.ListAsync(prefix, CancellationToken.None))
        {
            keys.Add(found.Key);
        }

        return keys;
    }

    // Four senders that are all ready to commit before the first one does.
    private static async Task<List<(int Sender, UploadResult Result)>> RaceAsync(
        TestLake lake, string key, Func<int, byte[]> content, Func<int, WriteCondition> condition, DataLakeError refusal)
    {
        var stores = Enumerable.Range(0, 4).Select(_ => lake.Open()).ToList();
        var ready = 0;
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var senders = await Task.WhenAll(stores.Select(async (store, sender) =>
        {
            var bytes = content(sender);
            await using var upload = store.BeginUpload(new LakeWrite(key, bytes.Length, condition(sender), "text/csv"));
            await upload.SubmitAllAsync(bytes);
            if (Interlocked.Increment(ref ready) == stores.Count)
            {
                start.SetResult();
            }

            await start.Task;
            try
            {
                return (Sender: sender, Result: await upload.CommitAsync(CancellationToken.None));
            }
            catch (DataLakeException exception) when (exception.Error == refusal)
            {
                return (Sender: sender, Result: (UploadResult?)null);
            }
        }));
        return [.. senders.Where(sender => sender.Result is not null).Select(sender => (sender.Sender, sender.Result!))];
    }
}
