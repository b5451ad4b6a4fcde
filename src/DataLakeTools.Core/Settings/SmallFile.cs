namespace DataLakeTools.Core.Settings;

/// <summary>Reads small files whole: settings and jobs.</summary>
internal static class SmallFile
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>
    /// The bytes of a file; null if it has more than the limit. Counted while reading, because devices and pipes report no size.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static byte[]? Read(string path, int limit)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using var content = new MemoryStream();
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            if (content.Length + read > limit)
            {
                return null;
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
