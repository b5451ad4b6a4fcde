namespace DataLakeTools.Core.Settings;

/// <summary>Reads files that are read whole because they are small: settings and jobs.</summary>
internal static class SmallFile
{
    private const int Step = 64 * 1024;

    /// <summary>
    /// The bytes of a file; null when it has more than so many, whatever size it says it has: devices and pipes say none.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static byte[]? Read(string path, int limit)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using var content = new MemoryStream();
        var buffer = new byte[Step];
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
