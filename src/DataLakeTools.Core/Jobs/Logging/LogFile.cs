using System.Text.Json;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Jobs.Logging;

/// <summary>Opens a file that lines of the log are added to, so that one file holds the runs of many nights.</summary>
public static class LogFile
{
    // A longer first line is of no log.
    private const int LongestLine = 1024 * 1024;

    // Of every line; the first one may have been cut by a full disk.
    private static ReadOnlySpan<byte> Beginning => "{\"timestamp\":"u8;

    /// <summary>Opens it.</summary>
    /// <param name="path">The full path; the file is made if it is not there.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.OutputFailed"/>: it cannot be written, or holds something else than a log.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            var isWhole = true;
            if (File.Exists(path))
            {
                using var existing = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                isWhole = !existing.CanSeek || IsWhole(existing, path);
            }

            var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            if (!isWhole)
            {
                // What a run that was killed has left of its last line.
                file.WriteByte((byte)'\n');
            }

            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DataLakeException(
                DataLakeError.OutputFailed, $"The log '{path}' cannot be written: {exception.Message}", "Look at its path and the rights of its folder.", path, exception);
        }
    }

    // Whether nothing is left of a line at its end.
    private static bool IsWhole(FileStream file, string path)
    {
        if (file.Length == 0)
        {
            return true;
        }

        var start = new byte[Math.Min(file.Length, LongestLine)];
        file.ReadExactly(start);
        var end = Array.IndexOf(start, (byte)'\n');
        if (!IsOfLog(start.AsMemory(0, end < 0 ? start.Length : end)))
        {
            throw new DataLakeException(DataLakeError.OutputFailed, $"'{path}' is no log: it holds something else, and nothing was added to it.", "Name another file for the log.", path);
        }

        file.Position = file.Length - 1;
        return file.ReadByte() == '\n';
    }

    private static bool IsOfLog(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("timestamp", out _) && json.RootElement.TryGetProperty("level", out _) && json.RootElement.TryGetProperty("message", out _);
        }
        catch (JsonException)
        {
            return !line.IsEmpty && (line.Span.StartsWith(Beginning) || Beginning.StartsWith(line.Span));
        }
    }
}
