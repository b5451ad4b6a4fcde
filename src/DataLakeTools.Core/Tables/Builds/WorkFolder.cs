using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>A folder of one run for working files, which goes with the run.</summary>
internal sealed class WorkFolder : IDisposable
{
    private const string Prefix = "datalake-";

    private int _files;

    private WorkFolder(string path) => Path = path;

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
            Directory.CreateDirectory(path);
            return new WorkFolder(path);
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

    /// <summary>Removes it with all that is in it.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What another program holds open stays in the temporary folder; the run has done its work.
        }
    }
}
