using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Storage.Folder;

/// <summary>What only a lake in a folder has to keep to.</summary>
public sealed class FolderLakeTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    [Fact]
    public async Task An_unfinished_file_is_neither_listed_nor_at_its_key()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        await using var upload = store.BeginUpload(new LakeWrite(Key, 10, WriteCondition.IfAbsent, "text/csv"));
        await upload.SubmitAllAsync(new byte[10]);

        Assert.Single(lake.Leftovers);
        Assert.Null(await store.FindAsync(Key, CancellationToken.None));
        await foreach (var found in store.ListAsync(string.Empty, CancellationToken.None))
        {
            Assert.Fail(found.Key);
        }
    }

    [Fact]
    public async Task A_name_that_no_file_system_takes_is_refused_before_anything_is_written()
    {
        await using var lake = new FolderTestLake();
        var write = new LakeWrite($"Raw/{new string('m', 252)}.csv", 10, WriteCondition.IfAbsent, "text/csv");

        var refusal = Assert.Throws<DataLakeException>(() => lake.Open().BeginUpload(write));

        Assert.Equal(DataLakeError.InvalidKey, refusal.Error);
        Assert.Contains("256 UTF-8 bytes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_folder_cannot_keep_is_warned_of()
    {
        await using var lake = new FolderTestLake();

        lake.Open(options => options with { StorageClass = "STANDARD_IA", KmsKeyId = "key", Tags = new Dictionary<string, string> { ["a"] = "b" } });
        lake.Open();

        Assert.EndsWith(
            "none of this: the storage class STANDARD_IA, the encryption with a KMS key, the tags.", Assert.Single(lake.Reporter.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lake_that_is_not_there_yet_is_empty()
    {
        await using var lake = new FolderTestLake();

        await foreach (var found in lake.Open().ListAsync("Raw/", CancellationToken.None))
        {
            Assert.Fail(found.Key);
        }
    }

    [Fact]
    public async Task Folders_that_others_made_stay_when_a_write_fails()
    {
        await using var lake = new FolderTestLake();
        Directory.CreateDirectory(Path.Combine(lake.Root, "Raw", "Local"));
        await using (var upload = lake.Open().BeginUpload(new LakeWrite(Key, 10, WriteCondition.IfAbsent, "text/csv")))
        {
            await upload.SubmitAllAsync(new byte[10]);
        }

        Assert.Equal([Path.Combine(lake.Root, "Raw", "Local")], lake.Leftovers);
    }

    [Fact]
    public async Task A_file_with_the_longest_name_that_there_is_can_be_replaced()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        var key = "Raw/" + new string('a', 255);
        await store.WriteAsync(key, [1]);

        await store.WriteAsync(key, [2], WriteCondition.IfUnchanged(await store.SeeAsync(key)));

        Assert.Equal([2], lake.Objects[key]);
    }

    [Fact]
    public async Task A_replacement_of_the_same_size_at_the_same_moment_has_another_version_mark()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        var marks = new HashSet<string>();
        await store.WriteAsync(Key, [0]);
        for (byte round = 1; round <= 20; round++)
        {
            var seen = await store.SeeAsync(Key);
            Assert.True(marks.Add(seen.ETag));
            await store.WriteAsync(Key, [round], WriteCondition.IfUnchanged(seen));
        }
    }

    [Fact]
    public async Task A_file_where_a_folder_has_to_be_is_reported()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        await store.WriteAsync("Raw/Local", [1]);

        await Writes.FailsAsync(DataLakeError.LakeWriteFailed, () => store.WriteAsync(Key, [1]));
    }

    [Fact]
    public async Task A_folder_where_the_file_has_to_be_is_not_overwritten()
    {
        await using var lake = new FolderTestLake();
        Directory.CreateDirectory(Path.Combine(lake.Root, Key));

        await Writes.FailsAsync(DataLakeError.ObjectExists, () => lake.Open().WriteAsync(Key, [1]));
    }

    [SkippableFact]
    public async Task A_circle_of_links_ends_no_listing()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        await store.WriteAsync("Raw/a.csv", [1]);
        Directory.CreateSymbolicLink(Path.Combine(lake.Root, "Raw", "circle"), lake.Root);

        var keys = new List<string>();
        await foreach (var found in store.ListAsync(string.Empty, CancellationToken.None))
        {
            keys.Add(found.Key);
        }

        Assert.Equal(["Raw/a.csv"], keys);
    }

    [SkippableFact]
    public async Task A_file_of_others_with_a_name_that_no_key_has_ends_no_listing()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such names.");
        await using var lake = new FolderTestLake();
        await lake.Open().WriteAsync("Raw/a.csv", [1]);
        await File.WriteAllTextAsync(Path.Combine(lake.Root, "Raw", "b\\c.csv"), "x");

        var keys = new List<string>();
        await foreach (var found in lake.Open().ListAsync(string.Empty, CancellationToken.None))
        {
            keys.Add(found.Key);
        }

        Assert.Equal(["Raw/a.csv", "Raw/b\\c.csv"], keys);
    }

    [Fact]
    public async Task A_disk_without_room_for_the_file_is_reported_as_such()
    {
        await using var lake = new FolderTestLake();
        var store = lake.Open();
        await using var upload = store.BeginUpload(new LakeWrite(Key, 1L << 60, WriteCondition.IfAbsent, "text/csv"));

        var failure = await Writes.FailsAsync(DataLakeError.LakeWriteFailed, () => upload.SubmitAllAsync(new byte[10]));

        Assert.Contains("has no room", failure.Message, StringComparison.Ordinal);
    }
}
