using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace DataLakeTools.DuckDb;

/// <summary>
/// The memory that this process holds, for those who ask often. On Linux <see cref="Environment.WorkingSet"/> opens and parses a
/// longer file each time; what it runs through is hot after a second, and compiling it anew takes a tenth of a second.
/// </summary>
internal sealed class ResidentMemory : IDisposable
{
    // Numbers of pages, separated by spaces: all that has an address, what is in memory, and others.
    private const string Counts = "/proc/self/statm";

    private readonly SafeFileHandle? _counts = OperatingSystem.IsLinux() && File.Exists(Counts) ? File.OpenHandle(Counts) : null;

    /// <summary>How many bytes are in memory now.</summary>
    public long Bytes
    {
        get
        {
            if (_counts is null)
            {
                return Environment.WorkingSet;
            }

            Span<byte> text = stackalloc byte[128];
            text = text[..RandomAccess.Read(_counts, text, fileOffset: 0)];
            return Utf8Parser.TryParse(text[(text.IndexOf((byte)' ') + 1)..], out long pages, out _) ? pages * Environment.SystemPageSize : 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _counts?.Dispose();
}
