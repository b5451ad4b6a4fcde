using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tests.Raw;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class WorkFolderTests : IDisposable
{
    private readonly LocalFolder _local = new();

    public void Dispose() => _local.Dispose();

    [Theory]
    [InlineData("datalake-killed", ".lock", 60, false)]
    [InlineData("datalake-just-begun", ".lock", 0, true)]
    [InlineData("datalake-of-others", "lake.csv", 60, true)]
    [InlineData("others", ".lock", 60, true)]
    public void A_new_one_removes_what_a_killed_run_has_left_and_nothing_else(string name, string file, int minutes, bool isLeft)
    {
        var path = Path.Combine(_local.Root, name);
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "1-table.parquet"), "x");
        File.WriteAllText(Path.Combine(path, file), string.Empty);
        File.SetLastWriteTimeUtc(Path.Combine(path, file), DateTime.UtcNow.AddMinutes(-minutes));

        using var folder = WorkFolder.Create(_local.Root);

        Assert.Equal(isLeft, Directory.Exists(path));
        Assert.True(Directory.Exists(folder.Path));
    }

    [Fact]
    public void A_new_one_leaves_that_of_a_run_that_still_runs_however_old_it_is()
    {
        using var running = WorkFolder.Create(_local.Root);
        var file = running.NewFile("table.parquet");
        File.WriteAllText(file, "x");
        File.SetLastWriteTimeUtc(Path.Combine(running.Path, ".lock"), DateTime.UtcNow.AddDays(-2));

        using (WorkFolder.Create(_local.Root))
        {
            Assert.True(File.Exists(file));
        }
    }

    [SkippableFact]
    public async Task A_disk_without_room_for_working_files_is_told_as_one()
    {
        Skip.IfNot(File.Exists("/dev/full"), "Needs /dev/full.");
        await using var file = WorkFolder.Write("/dev/full");
        byte[] bytes = [1, 2, 3];
        Func<Task>[] writes = [() => new MemoryStream(bytes).CopyToAsync(file), () => file.WriteAsync(bytes.AsMemory()).AsTask()];

        foreach (var write in writes)
        {
            var exception = await Assert.ThrowsAsync<DataLakeException>(write);

            Assert.Equal(DataLakeError.WorkFolderFull, exception.Error);
            Assert.Contains("WorkPath", exception.Recommendation, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Only_its_owner_reads_it()
    {
        using var folder = WorkFolder.Create(_local.Root);

        // On Windows the temporary folder is the owner's own.
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(folder.Path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Fact]
    public void One_goes_with_all_that_is_in_it()
    {
        var folder = WorkFolder.Create(_local.Root);
        File.WriteAllText(folder.NewFile("table.parquet"), "x");

        folder.Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_local.Root));
    }
}
