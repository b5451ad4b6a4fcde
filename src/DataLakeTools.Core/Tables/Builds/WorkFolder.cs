using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>
/// A folder of one run for working files, which goes with the run. A run that is killed leaves it, and the next one removes it: a
/// folder whose lock file nobody holds is of no run any more.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    private const string Prefix = "datalake-";
    private const string LockName = ".lock";

    // Between making its lock file and holding it, a run may be slow.
    private static readonly TimeSpan MinAge = TimeSpan.FromMinutes(10);

    private readonly FileStream _lock;
    private int _files;

    private WorkFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Makes one.</summary>
    /// <param name="parent">The folder that it is made in; the temporary folder when null.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>: it cannot be made.</exception>
    public static WorkFolder Create(string? parent)
    {
        var path = System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), Prefix + System.IO.Path.GetRandomFileName());
        try
        {
            CreatePrivate(path);
            var held = Hold(System.IO.Path.Combine(path, LockName), FileMode.CreateNew);
            RemoveAbandoned(System.IO.Path.GetDirectoryName(path)!, held.Name);
            return new WorkFolder(path, held);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption, $"The folder for working files '{path}' cannot be made: {exception.Message}", $"Name another with {LakeSetting.WorkPath}.", path, exception);
        }
    }

    /// <summary>A path in it that no file has yet.</summary>
    /// <param name="name">What the file name ends with.</param>
    public string NewFile(string name) => System.IO.Path.Combine(Path, $"{Interlocked.Increment(ref _files)}-{name}");

    /// <summary>Whether a file is in it.</summary>
    public bool Owns(string path) => System.IO.Path.GetDirectoryName(path) == Path;

    /// <summary>Makes a file in it.</summary>
    /// <param name="path">Its path, as <see cref="NewFile"/> gives it.</param>
    public static FileStream Write(string path) => new WorkFile(path);

    /// <summary>Removes it with all that is in it.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        Remove(Path);
    }

    // The temporary folder is everybody's on Unix, and the data of a lake is not.
    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FileStream Hold(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None);

    private static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What another program holds open stays in the temporary folder; the run has done its work.
        }
    }

    private static void RemoveAbandoned(string parent, string ownLock)
    {
        // Some network drives have no locks, and every file there looks like one that nobody holds.
        if (IsFree(ownLock))
        {
            return;
        }

        var newest = DateTime.UtcNow - MinAge;
        foreach (var path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            var lockFile = System.IO.Path.Combine(path, LockName);
            if (File.Exists(lockFile) && File.GetLastWriteTimeUtc(lockFile) < newest && IsFree(lockFile))
            {
                Remove(path);
            }
        }
    }

    private static bool IsFree(string lockFile)
    {
        try
        {
            using var held = Hold(lockFile, FileMode.Open);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Who copies into it may also fail where it reads, so that only here it is known that it was this disk.
    private sealed class WorkFile(string path) : FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true)
    {
        // The overload for memory comes here, too, as in every class made of FileStream.
        public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            try
            {
                var writing = base.WriteAsync(buffer, offset, count, cancellationToken);
                await writing.ConfigureAwait(false);
            }
            catch (IOException exception)
            {
                throw new DataLakeException(
                    DataLakeError.WorkFolderFull, $"The working file '{Name}' cannot be written: {exception.Message}", $"Make room there, or name a folder with more room with {LakeSetting.WorkPath}, and run again.", Name, exception);
            }
        }
    }
}
