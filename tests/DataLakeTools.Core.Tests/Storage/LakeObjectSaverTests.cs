using System.Diagnostics;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Storage.S3;

namespace DataLakeTools.Core.Tests.Storage;

public sealed class LakeObjectSaverTests : IDisposable
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private readonly LocalFolder _local = new();

    public void Dispose() => _local.Dispose();

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_in_place_of_what_an_interrupted_run_left_is_not_written_through(bool isSymbolic)
    {
        Skip.If(OperatingSystem.IsWindows() && !isSymbolic, "There is no ln on Windows.");
        await using var lake = new FolderTestLake();
        await using var store = lake.Open();
        var bytes = LocalFolder.Rows(4_000_000);
        await store.WriteAsync(Key, bytes);
        var path = Path.Combine(_local.Root, "to", "movies.csv");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new LakeObjectSaver(store, replace: false, new StopAfter(1_000_000, stop), new HastyClock()).SaveAsync(Key, path, stop.Token));
        var partial = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
        var other = _local.Write("other.txt", "keep me");
        File.Delete(partial);
        if (isSymbolic)
        {
            File.CreateSymbolicLink(partial, other);
        }
        else
        {
            using var linking = Process.Start("ln", [other, partial]);
            await linking.WaitForExitAsync();
            Assert.Equal("keep me", await File.ReadAllTextAsync(partial));
        }

        if (isSymbolic)
        {
            Assert.Equal(SavedObjectStatus.Saved, (await SaverOf(store).SaveAsync(Key, path, CancellationToken.None)).Status);
        }
        else
        {
            // What the other file holds is no beginning of the object; that is seen, and the next run begins anew.
            await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => SaverOf(store).SaveAsync(Key, path, CancellationToken.None));
            Assert.Equal(SavedObjectStatus.Saved, (await SaverOf(store).SaveAsync(Key, path, CancellationToken.None)).Status);
        }

        Assert.Equal("keep me", await File.ReadAllTextAsync(other));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
        Assert.Null(new FileInfo(path).LinkTarget);
    }

    [Fact]
    public async Task The_longest_name_that_a_lake_takes_can_be_saved()
    {
        await using var lake = new FolderTestLake();
        await using var store = lake.Open();
        var key = $"Raw/Local/CSV/Movies/2022/05/02/{new string('n', 251)}.csv";
        await store.WriteAsync(key, LocalFolder.Rows(10_000));

        var saved = await SaverOf(store).SaveAsync(key, Path.Combine(_local.Root, Path.GetFileName(key)), CancellationToken.None);

        Assert.Equal(LocalFolder.Rows(10_000), await File.ReadAllBytesAsync(saved.Path));
    }

    [Fact]
    public async Task What_was_received_of_an_object_that_is_another_by_now_goes()
    {
        await using var lake = new FolderTestLake();
        await using var store = lake.Open();
        await store.WriteAsync(Key, LocalFolder.Rows(4_000_000));
        var path = Path.Combine(_local.Root, "movies.csv");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new LakeObjectSaver(store, replace: false, new StopAfter(1_000_000, stop), new HastyClock()).SaveAsync(Key, path, stop.Token));
        File.SetLastWriteTimeUtc(Assert.Single(Directory.GetFiles(_local.Root)), DateTime.UtcNow.AddHours(-1));
        await store.DeleteAsync(Key, CancellationToken.None);
        await store.WriteAsync(Key, LocalFolder.Rows(10_000));

        await SaverOf(store).SaveAsync(Key, path, CancellationToken.None);

        Assert.Equal([path], Directory.GetFiles(_local.Root));
        Assert.Equal(LocalFolder.Rows(10_000), await File.ReadAllBytesAsync(path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_interrupted_run_is_carried_on_where_it_was(bool isS3)
    {
        await using TestLake lake = isS3 ? await S3TestLake.StartAsync() : new FolderTestLake();
        await using var store = lake.Open();
        var bytes = LocalFolder.Rows(4_000_000);
        await store.WriteAsync(Key, bytes);
        var path = Path.Combine(_local.Root, "to", "movies.csv");
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new LakeObjectSaver(store, replace: false, new StopAfter(1_000_000, stop), new HastyClock()).SaveAsync(Key, path, stop.Token));

        Assert.False(File.Exists(path));
        var partial = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
        var received = new FileInfo(partial).Length;
        Assert.InRange(received, 1_000_000, bytes.Length - 1);

        var saved = await SaverOf(store).SaveAsync(Key, path, CancellationToken.None);

        Assert.Equal((SavedObjectStatus.Resumed, received), (saved.Status, saved.BytesKept));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_damaged_meanwhile_is_not_kept(bool isS3)
    {
        await using TestLake lake = isS3 ? await S3TestLake.StartAsync() : new FolderTestLake();
        await using var store = lake.Open();
        var bytes = LocalFolder.Rows(2_000_000);
        await store.WriteAsync(Key, bytes);
        var path = Path.Combine(_local.Root, "movies.csv");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new LakeObjectSaver(store, replace: false, new StopAfter(500_000, stop), new HastyClock()).SaveAsync(Key, path, stop.Token));
        var partial = Assert.Single(Directory.GetFiles(_local.Root));
        await using (var damaged = File.OpenWrite(partial))
        {
            damaged.WriteByte((byte)'X');
        }

        await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => SaverOf(store).SaveAsync(Key, path, CancellationToken.None));

        Assert.Empty(Directory.GetFiles(_local.Root));
        Assert.Equal(SavedObjectStatus.Saved, (await SaverOf(store).SaveAsync(Key, path, CancellationToken.None)).Status);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task What_is_there_and_the_same_is_not_received()
    {
        await using var lake = await S3TestLake.StartAsync();
        await using var store = lake.Open();
        await store.WriteAsync(Key, LocalFolder.Rows(100_000));
        var path = Path.Combine(_local.Root, "movies.csv");
        await SaverOf(store).SaveAsync(Key, path, CancellationToken.None);
        var before = lake.Server.Requests.Of("GetObject").Count;

        var again = await SaverOf(store).SaveAsync(Key, path, CancellationToken.None);

        Assert.Equal((SavedObjectStatus.Unchanged, before), (again.Status, lake.Server.Requests.Of("GetObject").Count));
    }

    [Fact]
    public async Task Another_file_stays_unless_it_may_be_replaced()
    {
        await using var lake = new FolderTestLake();
        await using var store = lake.Open();
        await store.WriteAsync(Key, LocalFolder.Rows(1000));
        var path = _local.Write("movies.csv", "mine");

        await Writes.FailsAsync(DataLakeError.ObjectExists, () => SaverOf(store).SaveAsync(Key, path, CancellationToken.None));
        Assert.Equal("mine", await File.ReadAllTextAsync(path));

        var saved = await new LakeObjectSaver(store, replace: true, SilentReporter.Instance, TimeProvider.System).SaveAsync(Key, path, CancellationToken.None);
        Assert.Equal(SavedObjectStatus.Replaced, saved.Status);
        Assert.Equal(LocalFolder.Rows(1000), await File.ReadAllBytesAsync(path));
    }

    [Theory]
    [InlineData("Raw/../../secret")]
    [InlineData("/etc/passwd")]
    public async Task A_key_that_leads_out_of_the_lake_is_refused(string key)
    {
        await using var lake = await S3TestLake.StartAsync();
        await using var store = lake.Open();

        await Writes.FailsAsync(DataLakeError.InvalidKey, () => SaverOf(store).SaveAsync(key, Path.Combine(_local.Root, "x"), CancellationToken.None));
    }

    private static LakeObjectSaver SaverOf(ILakeStore store) => new(store, replace: false, SilentReporter.Instance, TimeProvider.System);

    // Every look at it is a second later, so that every block is reported.
    private sealed class HastyClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _seconds);
    }

    private sealed class StopAfter(long bytes, CancellationTokenSource stop) : IReporter
    {
        public void Verbose(string message)
        {
        }

        public void Warning(string message)
        {
        }

        public void Progress(ByteProgress progress)
        {
            if (!progress.IsCompleted && progress.BytesDone >= bytes)
            {
                stop.Cancel();
            }
        }

        public void Progress(RecordProgress progress)
        {
        }
    }
}
