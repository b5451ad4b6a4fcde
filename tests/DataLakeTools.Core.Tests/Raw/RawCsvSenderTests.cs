using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Tests.Raw;

/// <summary>What sending keeps to on every kind of lake.</summary>
public abstract class RawCsvSenderTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private static readonly RawCsvOptions Options = new() { Date = new DateOnly(2022, 5, 2) };

    protected abstract Task<TestLake> StartAsync();

    [Fact]
    public async Task The_bytes_that_arrive_are_the_bytes_on_disk()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var content = LocalFolder.Rows(12_000_000);

        await SendAsync(lake, local.Write("movies.csv", content));

        Assert.Equal(content, lake.Objects[Key]);
    }

    [Fact]
    public async Task A_receipt_says_what_was_sent_where()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", LocalFolder.Movies);

        var receipt = await SendAsync(lake, path);

        Assert.Equal(
            (ReceiptStatus.Uploaded, Key, path, new FileInfo(path).Length, true, 2L, 3),
            (receipt.Status, receipt.Key, receipt.Source, receipt.Size, receipt.Verified, receipt.Rows, receipt.Columns));
        Assert.Equal(Checksum.OfCrc32C(Crc32C.Compute(await File.ReadAllBytesAsync(path))), receipt.Checksum);
        Assert.Equal(lake.Address.AddressOf(Key), receipt.Address);
    }

    [Fact]
    public async Task The_key_is_made_of_what_is_given()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();

        var receipt = await SendAsync(
            lake, local.Write("movies.csv", LocalFolder.Movies), Options with { Layer = "Bronze", Origin = "IMDb", Specification = "Movies/Crime" });

        Assert.Equal("Bronze/IMDb/CSV/Movies/Crime/2022/05/02/movies.csv", receipt.Key);
    }

    [Fact]
    public async Task Sent_again_a_file_is_unchanged_and_nothing_is_sent()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", LocalFolder.Movies);
        await SendAsync(lake, path);

        var receipt = await SendAsync(lake, path);

        Assert.Equal((ReceiptStatus.Unchanged, 0, true, 2L), (receipt.Status, receipt.Parts, receipt.Verified, receipt.Rows));
    }

    [Fact]
    public async Task Sent_again_with_Force_a_file_is_unchanged_too()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", LocalFolder.Movies);
        await SendAsync(lake, path);

        Assert.Equal(ReceiptStatus.Unchanged, (await SendAsync(lake, path, Options with { Force = true })).Status);
    }

    [Fact]
    public async Task Another_file_at_the_same_key_is_refused()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        await SendAsync(lake, local.Write("a/movies.csv", LocalFolder.Movies));

        await Writes.FailsAsync(
            DataLakeError.ObjectExists,
            () => SendAsync(lake, local.Write("b/movies.csv", LocalFolder.Movies.Replace("7.1", "7.2", StringComparison.Ordinal))));

        Assert.Equal(LocalFolder.Movies, System.Text.Encoding.UTF8.GetString(lake.Objects[Key]));
    }

    [Theory]
    [InlineData("3|too few\r\n")]
    [InlineData("3|c\r\n")]
    public async Task A_bad_file_at_a_key_that_exists_is_told_of_its_check_and_not_of_the_key(string row)
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        await SendAsync(lake, local.Write("a/movies.csv", LocalFolder.Movies + "3|d|e\r\n"));

        await Writes.FailsAsync(DataLakeError.CsvFieldCount, () => SendAsync(lake, local.Write("b/movies.csv", LocalFolder.Movies + row)));
    }

    [Fact]
    public async Task A_bad_file_at_a_key_that_exists_is_told_of_the_key_when_the_check_is_skipped()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        await SendAsync(lake, local.Write("a/movies.csv", LocalFolder.Movies));

        await Writes.FailsAsync(
            DataLakeError.ObjectExists, () => SendAsync(lake, local.Write("b/movies.csv", LocalFolder.Movies + "3|too few\r\n"), Options with { SkipCheck = true }));
    }

    [Fact]
    public async Task Another_file_at_the_same_key_replaces_it_with_Force()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        await SendAsync(lake, local.Write("a/movies.csv", LocalFolder.Movies));

        var receipt = await SendAsync(lake, local.Write("b/movies.csv", LocalFolder.Movies + "3|c|d\r\n"), Options with { Force = true });

        Assert.Equal(ReceiptStatus.Replaced, receipt.Status);
        Assert.Equal(LocalFolder.Movies + "3|c|d\r\n", System.Text.Encoding.UTF8.GetString(lake.Objects[Key]));
    }

    [Fact]
    public async Task WhatIf_writes_nothing_and_gives_the_receipt_of_a_real_run()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        await using var store = lake.Open();
        var sender = new RawCsvSender(new WhatIfLakeStore(store), Options, lake.Reporter, TimeProvider.System);

        var receipt = await sender.SendAsync(local.Write("movies.csv", LocalFolder.Rows(3_000_000)), CancellationToken.None);

        Assert.Equal((ReceiptStatus.WhatIf, Key, 0), (receipt.Status, receipt.Key, receipt.Parts));
        Assert.Equal((receipt.Size, true), (lake.Reporter.Reports.Max(report => report.BytesDone), lake.Reporter.Reports.Last().IsCompleted));
        Assert.Empty(lake.Objects);
    }

    [Fact]
    public async Task A_file_that_fails_its_check_is_not_published()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();

        await Writes.FailsAsync(DataLakeError.CsvFieldCount, () => SendAsync(lake, local.Write("movies.csv", LocalFolder.Movies + "3|too few\r\n")));

        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_large_file_that_fails_its_check_at_its_end_is_not_published()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();

        await Writes.FailsAsync(
            DataLakeError.CsvFieldCount, () => SendAsync(lake, local.Write("movies.csv", [.. LocalFolder.Rows(12_000_000), .. "1|2\r\n"u8])));

        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_failed_check_says_the_line_what_was_expected_and_what_was_found()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", LocalFolder.Movies + "3|too few\r\n4|a|b|too many\r\n");

        var failure = await Writes.FailsAsync(DataLakeError.CsvFieldCount, () => SendAsync(lake, path));

        Assert.StartsWith($"'{path}' failed its check and was not sent: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ine 4", failure.Message, StringComparison.Ordinal);
        Assert.Contains("3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ine 5", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\"skipCheck\": true", failure.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_check_of_a_large_file_says_how_many_problems_there_are_in_all()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var bad = string.Concat(Enumerable.Repeat("1|2\r\n", 1000));

        var failure = await Writes.FailsAsync(
            DataLakeError.CsvFieldCount,
            () => SendAsync(lake, local.Write("movies.csv", [.. "a|b|c\r\n"u8, .. System.Text.Encoding.UTF8.GetBytes(bad), .. LocalFolder.Rows(12_000_000)[16..]])));

        Assert.EndsWith("; and 995 more.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_fails_its_check_is_an_error_even_where_the_lake_has_its_bytes()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", "a|b\n1|2|3\n");
        var sent = await SendAsync(lake, path, Options with { SkipCheck = true });

        var failure = await Assert.ThrowsAsync<DataLakeException>(() => SendAsync(lake, path));

        Assert.Equal(DataLakeError.CsvFieldCount, failure.Error);
        Assert.Contains($"its bytes are at {sent.Address} already", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ReceiptStatus.Unchanged, (await SendAsync(lake, path, Options with { SkipCheck = true })).Status);
    }

    [Fact]
    public async Task Without_a_check_anything_is_sent()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();

        var receipt = await SendAsync(lake, local.Write("movies.csv", [0, 0xFF, 1]), Options with { SkipCheck = true });

        Assert.Equal((ReceiptStatus.Uploaded, null), (receipt.Status, receipt.Rows));
        Assert.Equal([0, 0xFF, 1], lake.Objects[Key]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_file_that_grows_or_shrinks_while_it_is_sent_is_not_published(int more)
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", LocalFolder.Rows(12_000_000));
        var sender = new RawCsvSender(new HookedStore(lake.Open(), () => ChangeLength(path, more)), Options, lake.Reporter, TimeProvider.System);

        await Writes.FailsAsync(DataLakeError.SourceChanged, () => sender.SendAsync(path, CancellationToken.None));

        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_file_that_is_cut_short_while_it_is_sent_is_not_published()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", LocalFolder.Rows(12_000_000));
        var sender = new RawCsvSender(new HookedStore(lake.Open(), () => ChangeLength(path, -11_000_000)), Options, lake.Reporter, TimeProvider.System);

        await Writes.FailsAsync(DataLakeError.SourceChanged, () => sender.SendAsync(path, CancellationToken.None));

        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_file_that_is_written_to_while_it_is_sent_is_not_published()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", LocalFolder.Rows(12_000_000));
        var sender = new RawCsvSender(
            new HookedStore(lake.Open(), () => File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5))), Options, lake.Reporter, TimeProvider.System);

        await Writes.FailsAsync(DataLakeError.SourceChanged, () => sender.SendAsync(path, CancellationToken.None));

        Assert.Empty(lake.Objects);
    }

    [Fact]
    public async Task An_object_that_somebody_else_puts_there_meanwhile_is_not_overwritten()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", LocalFolder.Movies);
        var sender = new RawCsvSender(new HookedStore(lake.Open(), () => lake.Open().WriteAsync(Key, [1]).GetAwaiter().GetResult()), Options, lake.Reporter, TimeProvider.System);

        await Writes.FailsAsync(DataLakeError.ObjectExists, () => sender.SendAsync(path, CancellationToken.None));

        Assert.Equal([1], lake.Objects[Key]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_senders_that_replace_the_last_one_wins(bool wasThere)
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        if (wasThere)
        {
            await lake.Open().WriteAsync(Key, [0, 0]);
        }

        var theirs = 0;
        var sender = SenderBeside(lake, () => theirs++ == 0);

        var receipt = await sender.SendAsync(local.Write("movies.csv", LocalFolder.Movies), CancellationToken.None);

        Assert.Equal(ReceiptStatus.Replaced, receipt.Status);
        Assert.Equal(LocalFolder.Movies, System.Text.Encoding.UTF8.GetString(lake.Objects[Key]));
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_sender_that_is_overtaken_each_time_it_replaces_says_so()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();

        await Writes.FailsAsync(
            DataLakeError.ObjectChanged, () => SenderBeside(lake, () => true).SendAsync(local.Write("movies.csv", LocalFolder.Movies), CancellationToken.None));

        Assert.Single(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Theory]
    [InlineData(DataLakeError.ObjectChanged, true, 3, "as the lake said")]
    [InlineData(DataLakeError.ObjectExists, true, 3, "was changed by another writer while it was being replaced")]
    [InlineData(DataLakeError.ObjectChanged, false, 1, "as the lake said")]
    [InlineData(DataLakeError.ObjectExists, false, 1, "as the lake said")]
    public async Task A_race_is_run_again_only_to_replace_and_the_third_that_is_lost_ends_as_changed(DataLakeError lost, bool force, int attempts, string message)
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var races = 0;
        var sender = new RawCsvSender(
            new HookedStore(lake.Open(), () => throw new DataLakeException(lost, $"as the lake said: race {++races}", "Wait.", Key)), Options with { Force = force }, lake.Reporter, TimeProvider.System);

        var thrown = await Assert.ThrowsAsync<DataLakeException>(() => sender.SendAsync(local.Write("movies.csv", LocalFolder.Movies), CancellationToken.None));

        Assert.Equal(force ? DataLakeError.ObjectChanged : lost, thrown.Error);
        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(attempts, races);
        Assert.Empty(lake.Objects);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_reported()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();

        await Writes.FailsAsync(DataLakeError.SourceNotFound, () => SendAsync(lake, Path.Combine(local.Root, "movies.csv")));
    }

    [Fact]
    public async Task A_folder_is_reported()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();

        await Writes.FailsAsync(DataLakeError.SourceUnreadable, () => SendAsync(lake, local.Root));
    }

    [Fact]
    public async Task A_file_that_another_program_has_locked_is_reported()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", LocalFolder.Movies);
        await using var locked = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        await Writes.FailsAsync(DataLakeError.SourceUnreadable, () => SendAsync(lake, path));
    }

    [Fact]
    public async Task An_empty_file_fails_its_check()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();

        await Writes.FailsAsync(DataLakeError.CsvEmpty, () => SendAsync(lake, local.Write("movies.csv", [])));
    }

    [Fact]
    public async Task A_canceled_send_leaves_nothing()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        using var stop = new CancellationTokenSource();
        var path = local.Write("movies.csv", LocalFolder.Rows(12_000_000));
        var sender = new RawCsvSender(new HookedStore(lake.Open(), stop.Cancel), Options, lake.Reporter, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sender.SendAsync(path, stop.Token));

        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_last_progress_of_a_file_says_that_it_is_the_last(bool fails)
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", LocalFolder.Movies + (fails ? "1|2\r\n" : string.Empty));

        await Record.ExceptionAsync(() => SendAsync(lake, path));

        var last = lake.Reporter.Reports.Last();
        Assert.Equal(("movies.csv", true), (last.Name, last.IsCompleted));
    }

    [Fact]
    public async Task A_file_is_finished_once_whatever_is_done_to_it()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var (before, now) = (LocalFolder.Rows(300_000), LocalFolder.Rows(300_000));
        now.AsSpan().Replace((byte)'a', (byte)'b');
        await SendAsync(lake, local.Write("movies.csv", before));
        lake.Reporter.Reports.Clear();

        var receipt = await SendAsync(lake, local.Write("movies.csv", now), Options with { Force = true });

        Assert.Equal(ReceiptStatus.Replaced, receipt.Status);
        var last = Assert.Single(lake.Reporter.Reports, report => report.IsCompleted);
        Assert.Equal(("Sending", now.LongLength, now.LongLength), (last.Activity, last.BytesDone, last.BytesTotal));
    }

    [Fact]
    public async Task What_is_suspect_in_a_file_is_told_every_time_it_is_sent()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", "sep=,\r\nid,title\r\n1,x\r\n");
        await SendAsync(lake, path);
        var first = Assert.Single(lake.Reporter.Warnings);
        lake.Reporter.Warnings.Clear();

        Assert.Equal(ReceiptStatus.Unchanged, (await SendAsync(lake, path)).Status);

        Assert.Equal(first, Assert.Single(lake.Reporter.Warnings));
    }

    protected static Task<Receipt> SendAsync(TestLake lake, string path, RawCsvOptions? options = null) =>
        new RawCsvSender(lake.Open(), options ?? Options, lake.Reporter, TimeProvider.System).SendAsync(path, CancellationToken.None);

    // Another sender writes something new whenever this one has begun.
    private static RawCsvSender SenderBeside(TestLake lake, Func<bool> writes)
    {
        byte count = 0;
        return new RawCsvSender(new HookedStore(lake.Open(), () => { if (writes()) { WriteTheirs(); } }), Options with { Force = true }, lake.Reporter, TimeProvider.System);

        void WriteTheirs()
        {
            var other = lake.Open();
            var there = other.FindAsync(Key, CancellationToken.None).GetAwaiter().GetResult();
            other.WriteAsync(Key, [1, ++count], there is null ? WriteCondition.IfAbsent : WriteCondition.IfUnchanged(there)).GetAwaiter().GetResult();
        }
    }

    // As another program would, which no advisory lock of .NET holds back.
    private static void ChangeLength(string path, long more)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.SetLength(file, RandomAccess.GetLength(file) + more);
    }
}
