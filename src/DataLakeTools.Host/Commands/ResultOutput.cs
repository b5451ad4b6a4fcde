using System.Text;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Host.Commands;

/// <summary>
/// The output of the process: one line a result. A closed pipe (<c>| head -1</c>) is not a failure, and
/// neither that nor a full disk stops the work; a slow reader slows it down.
/// </summary>
/// <param name="stream">The output stream.</param>
internal sealed class ResultOutput(Stream stream)
{
    /// <summary>Why lines were lost; null while none was.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>The output of this process.</summary>
    public static ResultOutput OfProcess() => new(Console.OpenStandardOutput());

    /// <summary>Writes a line in which nothing of the data acts on a terminal.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="cancellationToken">Stops the wait for a reader that does not read.</param>
    public async Task WriteLineAsync(string line, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(PlainText.Of(line) + "\n");

        // A write to a full pipe cannot be canceled, so it must not block the thread that waits for Ctrl+C.
        await Task.Run(() => Write(bytes), CancellationToken.None).WaitAsync(cancellationToken);
    }

    private void Write(byte[] bytes)
    {
        try
        {
            stream.Write(bytes);
            stream.Flush();
        }
        catch (IOException exception)
        {
            Failure = exception;
        }
    }
}
