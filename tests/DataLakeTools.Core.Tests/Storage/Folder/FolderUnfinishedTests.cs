using System.Runtime.Versioning;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Storage.Folder;

namespace DataLakeTools.Core.Tests.Storage.Folder;

/// <summary>Hidden files that a killed sender leaves in a folder.</summary>
public sealed class FolderUnfinishedTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    [Fact]
    public async Task A_write_under_way_is_listed_and_a_finished_one_is_not()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        await using (var upload = store.BeginUpload(new LakeWrite(Key, 3, WriteCondition.IfAbsent, "text/csv")))
        {
            await upload.SubmitAllAsync([1, 2, 3]);

            var found = Assert.Single(await ListAsync(store));

            Assert.Equal(Path.GetDirectoryName(Key)!.Replace('\\', '/') + "/" + found.Id, found.Key);
            Assert.InRange(found.Age, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
            await upload.CommitAsync(CancellationToken.None);
        }

        Assert.Empty(await ListAsync(store));
    }

    [Fact]
    public async Task What_is_removed_is_gone_with_the_folders_that_are_empty_without_it()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        await store.WriteAsync("Raw/Local/CSV/kept.csv", [1]);
        Leave(lake, "Raw/Local/CSV/Movies/2022/05/02");
        var found = Assert.Single(await ListAsync(store));

        Assert.True(await store.RemoveUnfinishedAsync(found, CancellationToken.None));
        Assert.True(await store.RemoveUnfinishedAsync(found, CancellationToken.None));

        Assert.Empty(lake.Leftovers);
        Assert.Equal(["Raw/Local/CSV/kept.csv"], lake.Objects.Keys);
    }

    [Fact]
    public async Task What_moved_since_it_was_listed_is_not_removed()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        var path = Leave(lake, "Raw");
        var found = Assert.Single(await ListAsync(store));
        await File.AppendAllTextAsync(path, "more");

        Assert.False(await store.RemoveUnfinishedAsync(found, CancellationToken.None));

        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task What_is_listed_while_it_is_written_is_not_removed()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        await using (var upload = store.BeginUpload(new LakeWrite(Key, 3, WriteCondition.IfAbsent, "text/csv")))
        {
            await upload.SubmitAllAsync([1, 2, 3]);
            var found = Assert.Single(await ListAsync(store));

            Assert.False(await store.RemoveUnfinishedAsync(found, CancellationToken.None));

            await upload.CommitAsync(CancellationToken.None);
        }

        Assert.Equal([Key], lake.Objects.Keys);
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task What_another_account_writes_is_left_to_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "File modes are of Unix.");
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        await using (var upload = store.BeginUpload(new LakeWrite(Key, 3, WriteCondition.IfAbsent, "text/csv")))
        {
            await upload.SubmitAllAsync([1, 2, 3]);
            var found = Assert.Single(await ListAsync(store));

            // This account may read the file and not write to it, but for root.
            File.SetUnixFileMode(Assert.Single(lake.Leftovers), UnixFileMode.UserRead);

            Assert.False(await store.RemoveUnfinishedAsync(found, CancellationToken.None));

            await upload.CommitAsync(CancellationToken.None);
        }

        Assert.Equal([Key], lake.Objects.Keys);
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task What_somebody_else_removed_with_its_folder_is_gone()
    {
        Skip.If(OperatingSystem.IsWindows(), "A folder with an open file cannot be moved on Windows.");
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        await store.WriteAsync(Key, [1]);
        var seen = await store.SeeAsync(Key);
        var folder = Path.Combine(lake.Address.BucketOrFolder, Path.GetDirectoryName(Key)!);
        using (await ReplaceLock.AcquireAsync(Path.Combine(folder, "movies.csv"), CancellationToken.None))
        {
            var removing = store.TryDeleteAsync(seen, CancellationToken.None);
            Directory.Move(folder, Path.Combine(lake.Address.BucketOrFolder, "gone"));

            Assert.True(await removing);
        }
    }

    [Fact]
    public async Task What_a_dead_sender_has_left_of_a_file_goes_with_the_next_write_of_it()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        var left = await DieAsync(lake, store, Key);
        var ofAnother = await DieAsync(lake, store, Key.Replace("movies", "artists", StringComparison.Ordinal));

        await using var upload = store.BeginUpload(Resuming(Key));
        await upload.SubmitAllAsync([1, 2, 3]);
        await upload.CommitAsync(CancellationToken.None);

        Assert.Equal([ofAnother], lake.Leftovers);
        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task What_a_living_sender_writes_is_left_to_it()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        await using var theirs = store.BeginUpload(Resuming(Key));
        await theirs.SubmitAllAsync([1, 2, 3]);
        File.SetLastWriteTimeUtc(Assert.Single(lake.Leftovers), DateTime.UtcNow.AddHours(-1));

        await using var ours = store.BeginUpload(Resuming(Key));
        await ours.SubmitAllAsync([1, 2, 3]);

        Assert.Equal(2, lake.Leftovers.Count);
        Assert.Equal(UploadOutcome.Written, (await theirs.CommitAsync(CancellationToken.None)).Outcome);
        Assert.Equal(UploadOutcome.SameAlreadyThere, (await ours.CommitAsync(CancellationToken.None)).Outcome);
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_folder_that_may_be_written_but_not_read_takes_files()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Needs an account on Unix that may not read everything.");
        await using var lake = new FolderTestLake();
        var folder = Directory.CreateDirectory(Path.Combine(lake.Root, Path.GetDirectoryName(Key)!)).FullName;
        File.SetUnixFileMode(folder, UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await using (var upload = lake.Open().BeginUpload(Resuming(Key)))
        {
            await upload.SubmitAllAsync([1, 2, 3]);
            await upload.CommitAsync(CancellationToken.None);
        }

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal([Key], lake.Objects.Keys);
    }

    [Fact]
    public async Task Files_that_others_named_are_not_listed_and_cannot_be_removed()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        var path = Leave(lake, "Raw");
        var found = Assert.Single(await ListAsync(store));
        File.Delete(path);
        foreach (var name in (string[])[".notes.partial", "movies.csv.partial", ".0123.partial"])
        {
            await File.WriteAllTextAsync(Path.Combine(lake.Root, "Raw", name), "x");
        }

        Assert.Empty(await ListAsync(store));
        Assert.False(await store.RemoveUnfinishedAsync(found with { Key = "Raw/.notes.partial" }, CancellationToken.None));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(lake.Root, "Raw")).Length);
    }

    [SkippableFact]
    public async Task What_lies_behind_a_link_is_not_seen()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need rights there.");
        await using var lake = new FolderTestLake();
        await using var outside = new FolderTestLake();
        Leave(outside, "Raw");
        Directory.CreateDirectory(lake.Root);
        Directory.CreateSymbolicLink(Path.Combine(lake.Root, "linked"), outside.Root);

        Assert.Empty(await ListAsync(lake.Open()));
    }

    [Fact]
    public async Task A_lake_that_is_not_there_has_none()
    {
        await using var lake = new FolderTestLake();

        Assert.Empty(await ListAsync(lake.Open()));
    }

    private static LakeWrite Resuming(string key) => new(key, 3, WriteCondition.IfAbsent, "text/csv") { Earlier = EarlierUploadAction.Resume };

    // The file of a write whose process is gone: as it was named, with no lock on it, and a while ago.
    private static async Task<string> DieAsync(FolderTestLake lake, ILakeStore store, string key)
    {
        var before = lake.Leftovers;
        string path;
        await using (var upload = store.BeginUpload(Resuming(key)))
        {
            await upload.SubmitAllAsync([1, 2, 3]);
            path = Assert.Single(lake.Leftovers.Except(before));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, [1, 2]);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
        return path;
    }

    private static string Leave(FolderTestLake lake, string folder)
    {
        var full = Path.Combine(lake.Root, folder);
        Directory.CreateDirectory(full);
        var path = Path.Combine(full, $".{Guid.NewGuid():N}.partial");
        File.WriteAllText(path, "a|b\n");
        return path;
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
}
