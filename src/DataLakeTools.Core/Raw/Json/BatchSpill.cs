using System.Collections.Concurrent;
using System.Numerics;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// The temporary file in which the bytes of open batches wait where memory has no room for them. Only this account can read it,
/// and it goes with the process, however that ends. Where there is no room for it either, nothing is put there.
/// </summary>
/// <param name="folder">The folder of the file.</param>
/// <param name="limit">How long the file may become.</param>
/// <param name="reporter">Is told when the file cannot be written.</param>
internal sealed class BatchSpill(string folder, long limit, IReporter? reporter) : IDisposable
{
    private const int SmallestSlot = 512;
    private const int LargestSlot = 16 * 1024 * 1024;

    // Places whose bytes are no longer needed, by size. Batches are read, and free theirs, on several threads.
    private readonly ConcurrentBag<long>[] _free = [.. Enumerable.Range(0, BitOperations.Log2(LargestSlot / SmallestSlot) + 1).Select(_ => new ConcurrentBag<long>())];
    private FileStream? _file;
    private long _end;
    private bool _hasFailed;

    /// <summary>Writes bytes to the file; null where it has no room for them.</summary>
    /// <param name="pieces">The bytes, in their order.</param>
    /// <param name="length">How many they are.</param>
    public BatchExtent? TryWrite(IReadOnlyList<ReadOnlyMemory<byte>> pieces, long length)
    {
        if (_hasFailed || length > LargestSlot)
        {
            return null;
        }

        var slot = SlotOf((int)length);
        if (!FreeOf(slot).TryTake(out var offset))
        {
            if (_end + slot > limit)
            {
                return null;
            }

            offset = _end;
            _end += slot;
        }

        var checksum = default(Crc32C);
        foreach (var piece in pieces)
        {
            checksum.Append(piece.Span);
        }

        try
        {
            RandomAccess.Write((_file ??= Open()).SafeFileHandle, pieces, offset);
            return new BatchExtent(offset, (int)length, checksum.Value);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            _hasFailed = true;
            reporter?.Verbose($"Batches are written before they are full, because no temporary file in '{folder}' can take what memory has no room for: {exception.Message}");
            return null;
        }
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="extent">Where they stand.</param>
    /// <param name="pieces">Receive them in their order, as long together as the bytes.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.ChecksumMismatch"/>: they are not what was written.</exception>
    public void Read(BatchExtent extent, IReadOnlyList<Memory<byte>> pieces)
    {
        long read;
        try
        {
            read = RandomAccess.Read(_file!.SafeFileHandle, pieces, extent.Offset);
        }
        catch (IOException exception)
        {
            throw Lost(exception);
        }

        var checksum = default(Crc32C);
        foreach (var piece in pieces)
        {
            checksum.Append(piece.Span);
        }

        if (read != extent.Length || checksum.Value != extent.Checksum)
        {
            throw Lost(cause: null);
        }
    }

    /// <summary>Frees the place of bytes that nobody needs.</summary>
    public void Free(BatchExtent extent) => FreeOf(SlotOf(extent.Length)).Add(extent.Offset);

    /// <summary>Removes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private static int SlotOf(int length) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, SmallestSlot));

    private ConcurrentBag<long> FreeOf(int slot) => _free[BitOperations.Log2((uint)slot / SmallestSlot)];

    private DataLakeException Lost(Exception? cause) => new(
        DataLakeError.ChecksumMismatch,
        $"A temporary file in '{folder}' does not hold what was put into it, so the records that waited there are lost.",
        "Check the disk of that folder, or name another folder in TMPDIR (TEMP on Windows), and run again.",
        folder,
        cause);

    private FileStream Open()
    {
        var path = Path.Combine(folder, $"datalake-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        // Without a name it goes even if the process is killed.
        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
