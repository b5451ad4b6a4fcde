using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Storage.Folder;

/// <summary>Disks that are full or may not be written, really.</summary>
public sealed class FolderDiskTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    [SkippableFact]
    public async Task A_disk_that_is_full_is_reported_and_keeps_nothing_of_the_file()
    {
        using var disk = TinyDisk.Mount(kibibytes: 1024);
        await using var store = disk.Open();
        await store.WriteAsync("Raw/first.csv", new byte[600_000]);

        var failure = await Writes.FailsAsync(DataLakeError.LakeWriteFailed, () => store.WriteAsync(Key, new byte[600_000]));

        Assert.Contains("has no room", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["Raw/first.csv"], disk.Files.Keys);
        Assert.Empty(disk.Reporter.Warnings);
    }

    [SkippableFact]
    public async Task A_file_that_finds_no_room_beside_what_it_replaces_leaves_that_as_it_was()
    {
        using var disk = TinyDisk.Mount(kibibytes: 1024);
        await using var store = disk.Open();
        await store.WriteAsync(Key, new byte[600_000]);

        await Writes.FailsAsync(
            DataLakeError.LakeWriteFailed, async () => await store.WriteAsync(Key, new byte[700_000], WriteCondition.IfUnchanged(await store.SeeAsync(Key))));

        Assert.Equal(600_000, Assert.Single(disk.Files).Value);
    }

    [SkippableFact]
    public async Task Once_there_is_room_the_same_file_is_written()
    {
        using var disk = TinyDisk.Mount(kibibytes: 1024);
        await using var store = disk.Open();
        await store.WriteAsync("Raw/first.csv", new byte[600_000]);
        await Writes.FailsAsync(DataLakeError.LakeWriteFailed, () => store.WriteAsync(Key, new byte[600_000]));
        await store.DeleteAsync("Raw/first.csv", CancellationToken.None);

        Assert.Equal(UploadOutcome.Written, (await store.WriteAsync(Key, new byte[600_000])).Outcome);
        Assert.Equal([Key], disk.Files.Keys);
    }

    [SkippableFact]
    public async Task A_disk_that_is_read_only_is_reported_and_can_still_be_read()
    {
        using var disk = TinyDisk.Mount(kibibytes: 1024);
        await using var store = disk.Open();
        await store.WriteAsync(Key, [1, 2, 3]);
        disk.MakeReadOnly();

        await Writes.FailsAsync(DataLakeError.LakeWriteFailed, () => store.WriteAsync("Raw/second.csv", [4]));
        await Writes.FailsAsync(DataLakeError.LakeWriteFailed, async () => await store.WriteAsync(Key, [4], WriteCondition.IfUnchanged(await store.SeeAsync(Key))));

        Assert.Equal([1, 2, 3], await store.ReadAsync(Key));
        Assert.Equal([Key], disk.Files.Keys);
    }
}
