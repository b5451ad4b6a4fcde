using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Storage.Folder;
using Microsoft.Win32.SafeHandles;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>A local file that can be read repeatedly, and that detects changes between the reads.</summary>
internal sealed class SourceFile : IUploadSource, IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly DateTime _modified;

    private SourceFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
        _modified = File.GetLastWriteTimeUtc(handle);
    }

    public string Path { get; }

    /// <summary>The size in bytes when the file was opened.</summary>
    public long Length { get; }

    public static SourceFile Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            RefuseSpecial(path);
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
            var file = new SourceFile(path, handle);
            RefuseUnsized(file);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            handle?.Dispose();
            RefuseFolder(path);
            throw Unreadable(path, exception);
        }
    }

    /// <summary>Opens a file for those who read it as a stream.</summary>
    public static Stream OpenStream(string path)
    {
        try
        {
            RefuseSpecial(path);
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            return new FileReadStream(file, exception => Unreadable(path, exception));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            RefuseFolder(path);
            throw Unreadable(path, exception);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Never gives more than the file had when it was opened.</remarks>
    public int Read(Span<byte> buffer, long offset)
    {
        var wanted = (int)Math.Min(buffer.Length, Length - offset);
        var filled = 0;
        try
        {
            while (filled < wanted)
            {
                var read = RandomAccess.Read(_handle, buffer[filled..wanted], offset + filled);
                if (read == 0)
                {
                    throw Changed($"it ended after {offset + filled} of {Length} bytes");
                }

                filled += read;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Path, exception);
        }

        return filled;
    }

    /// <inheritdoc/>
    public void ThrowIfChanged()
    {
        try
        {
            if (RandomAccess.GetLength(_handle) is var length && length != Length)
            {
                throw Changed($"it had {Length} bytes and now has {length}");
            }

            if (File.GetLastWriteTimeUtc(_handle) != _modified)
            {
                throw Changed("it was written to");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Path, exception);
        }
    }

    /// <inheritdoc/>
    public DataLakeException Changed(string how) => Changed(Path, how);

    /// <summary>The error for a file that changed while it was read.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="how">What tells so, the end of a sentence.</param>
    public static DataLakeException Changed(string path, string how) => new(
        DataLakeError.SourceChanged, $"'{path}' changed while it was read: {how}.", "Nothing was published. Wait until the file is complete and run again.", path);

    public void Dispose() => _handle.Dispose();

    // Devices and the files of /proc say that they are empty and are not: what they hold has no size to send.
    private static void RefuseUnsized(SourceFile file)
    {
        Span<byte> first = stackalloc byte[1];
        if (file.Length == 0 && RandomAccess.Read(file._handle, first, fileOffset: 0) > 0)
        {
            throw new NotSupportedException($"'{file.Path}' has content but no size.");
        }
    }

    private static void RefuseSpecial(string path)
    {
        if (SpecialFile.Is(path))
        {
            throw new NotSupportedException($"'{path}' is a pipe or a terminal.");
        }
    }

    private static void RefuseFolder(string path)
    {
        if (Directory.Exists(path))
        {
            throw new DataLakeException(
                DataLakeError.SourceUnreadable, $"'{path}' is a folder, not a file.", $"Name its files, for example '{System.IO.Path.Join(path, "*")}'.", path);
        }
    }

    private static DataLakeException Unreadable(string path, Exception cause) => cause switch
    {
        FileNotFoundException or DirectoryNotFoundException => new DataLakeException(
            DataLakeError.SourceNotFound, $"There is no file '{path}'.", "Check the path.", path, cause),
        UnauthorizedAccessException => new DataLakeException(
            DataLakeError.SourceUnreadable, $"'{path}' may not be read.", "Give this account the right to read the file.", path, cause),
        NotSupportedException => new DataLakeException(
            DataLakeError.SourceUnreadable, $"'{path}' is no regular file.", "Write the data to a file first and send that.", path, cause),
        _ => new DataLakeException(
            DataLakeError.SourceUnreadable, $"'{path}' could not be read: {cause.Message}", "Close the program that uses the file, check its disk, and run again.", path, cause),
    };
}
