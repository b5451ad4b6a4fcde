using DataLakeTools.Core.Storage.Folder;

namespace DataLakeTools.Core.Tests.Storage.Folder;

public sealed class ReplaceLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datalake-lock-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task One_holds_it_at_a_time_however_many_come_and_go()
    {
        var path = Path.Combine(_folder.FullName, "movies.csv");
        var holders = 0;
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (var turn = 0; turn < 400; turn++)
            {
                using (await ReplaceLock.AcquireAsync(path, CancellationToken.None))
                {
                    most = Math.Max(most, Interlocked.Increment(ref holders));
                    Thread.SpinWait(200);
                    Interlocked.Decrement(ref holders);
                }

                await Task.Yield();
            }
        })));

        Assert.Equal(1, most);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task The_file_of_who_was_killed_while_holding_it_keeps_nobody_out()
    {
        var path = Path.Combine(_folder.FullName, "movies.csv");
        string left;
        using (await ReplaceLock.AcquireAsync(path, CancellationToken.None))
        {
            left = Assert.Single(_folder.GetFiles()).FullName;
        }

        File.WriteAllText(left, string.Empty);
        using (await ReplaceLock.AcquireAsync(path, CancellationToken.None))
        {
            Assert.Single(_folder.GetFiles());
        }

        Assert.Empty(_folder.GetFiles());
    }
}
