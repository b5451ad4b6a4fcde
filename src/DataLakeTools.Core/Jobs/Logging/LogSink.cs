using System.Text;

namespace DataLakeTools.Core.Jobs.Logging;

/// <summary>
/// Writes whole lines of the log, from any thread. A write that fails (the disk is full, the pipe is closed) must not stop the
/// work.
/// </summary>
/// <param name="stream">Where they go: the error stream of the process, or a file.</param>
public sealed class LogSink(Stream stream)
{
    private readonly Lock _lock = new();

    /// <summary>Why lines are missing; null if all were written.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Writes a line.</summary>
    /// <param name="line">The line without its end.</param>
    public void Write(string line) => Write(Encoding.UTF8.GetBytes(line));

    /// <summary>Writes a line.</summary>
    /// <param name="line">The line in UTF-8, without its end.</param>
    public void Write(ReadOnlySpan<byte> line)
    {
        var whole = new byte[line.Length + 1];
        line.CopyTo(whole);
        whole[^1] = (byte)'\n';
        lock (_lock)
        {
            try
            {
                stream.Write(whole);
                stream.Flush();
            }
            catch (IOException exception)
            {
                // The exit code and the report in the lake still show the result.
                Failure ??= exception;
            }
        }
    }
}
