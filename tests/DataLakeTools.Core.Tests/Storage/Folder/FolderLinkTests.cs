using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Storage.Folder;

/// <summary>Links in a folder lake, which could lead a write out of it.</summary>
public sealed class FolderLinkTests : IDisposable
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private readonly string _outside = Directory.CreateTempSubdirectory("datalake-outside-").FullName;
    private readonly FolderTestLake _lake = new();

    public void Dispose()
    {
        _lake.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_outside, recursive: true);
    }

    [SkippableTheory]
    [InlineData("Raw")]
    [InlineData("Raw/Local/CSV")]
    [InlineData("Raw/Local/CSV/Movies/2022/05/02")]
    public async Task Nothing_is_written_read_or_removed_through_a_folder_that_is_a_link(string linked)
    {
        LinkFolder(linked);
        var inside = Path.Combine(_outside, Path.GetRelativePath(linked, Key));
        Directory.CreateDirectory(Path.GetDirectoryName(inside)!);
        await File.WriteAllTextAsync(inside, "theirs");
        var store = _lake.Open();

        await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => store.WriteAsync(Key, [1]));
        await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => store.WriteAsync(Key + "2", [1]));
        await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => store.FindAsync(Key, CancellationToken.None));
        await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => store.OpenReadAsync(Key, CancellationToken.None));
        await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => store.DeleteAsync(Key, CancellationToken.None));

        Assert.Equal([inside], Directory.GetFiles(_outside, "*", SearchOption.AllDirectories));
        Assert.Equal("theirs", await File.ReadAllTextAsync(inside));
    }

    [SkippableFact]
    public async Task A_link_to_nowhere_is_no_way_either()
    {
        LinkFolder("Raw/Local");
        Directory.Delete(_outside);

        await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => _lake.Open().WriteAsync(Key, [1]));

        Assert.False(Directory.Exists(_outside));
        Directory.CreateDirectory(_outside);
    }

    [SkippableFact]
    public async Task A_file_that_is_a_link_is_not_written_through()
    {
        var target = LinkFile();
        var store = _lake.Open();

        await Writes.FailsAsync(DataLakeError.ObjectExists, () => store.WriteAsync(Key, [1]));
        await store.WriteAsync(Key, [2], WriteCondition.IfUnchanged(await store.SeeAsync(Key)));

        Assert.Equal("theirs", await File.ReadAllTextAsync(target));
        Assert.Equal([2], _lake.Objects[Key]);
        Assert.Null(new FileInfo(Path.Combine(_lake.Root, Key)).LinkTarget);
    }

    [SkippableFact]
    public async Task Of_a_file_that_is_a_link_only_the_link_is_removed()
    {
        var target = LinkFile();

        await _lake.Open().DeleteAsync(Key, CancellationToken.None);

        Assert.True(File.Exists(target));
        Assert.False(Path.Exists(Path.Combine(_lake.Root, Key)));
    }

    [SkippableFact]
    public async Task The_folder_of_the_lake_may_be_a_link_itself()
    {
        NeedLinks();
        var linked = Path.Combine(_outside, "linked");
        Directory.CreateDirectory(_lake.Root);
        Directory.CreateSymbolicLink(linked, _lake.Root);
        await using var store = LakeStore.Open(LakeAddress.Parse(linked), new LakeStoreOptions(), _lake.Reporter);

        await store.WriteAsync(Key, [1]);

        Assert.Equal([1], _lake.Objects[Key]);
    }

    private static void NeedLinks() => Skip.If(OperatingSystem.IsWindows(), "Links need rights on Windows.");

    private void LinkFolder(string folder)
    {
        NeedLinks();
        var link = Path.Combine(_lake.Root, folder);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        Directory.CreateSymbolicLink(link, _outside);
    }

    private string LinkFile()
    {
        NeedLinks();
        var target = Path.Combine(_outside, "theirs.csv");
        var link = Path.Combine(_lake.Root, Key);
        File.WriteAllText(target, "theirs");
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, target);
        return target;
    }
}
