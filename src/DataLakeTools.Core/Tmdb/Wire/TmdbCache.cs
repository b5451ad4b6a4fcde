using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>
/// Responses on disk, one file each, named by the hash of the request (which holds no secret). A file is written under
/// a temporary name and renamed; a file that fails its hash is ignored. The file's modification time is when TMDB last
/// confirmed the response.
/// </summary>
internal sealed class TmdbCache
{
    private const string FormatMark = "tmdb1";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _folder;
    private readonly TimeProvider _clock;

    public TmdbCache(string folder, TimeProvider clock)
    {
        _folder = Path.GetFullPath(folder);
        _clock = clock;
    }

    public static string KeyOf(Uri endpoint, TmdbRequest request) =>
        Convert.ToHexString(SHA256.HashData(Utf8.GetBytes($"{endpoint}\n{request}"))).ToLowerInvariant();

    /// <summary>The response stored under a key; null if there is none.</summary>
    public async Task<Entry?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        byte[] bytes;
        DateTime confirmed;
        try
        {
            confirmed = File.GetLastWriteTimeUtc(path);
            bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Parse(bytes, _clock.GetUtcNow().UtcDateTime - confirmed);
    }

    public async Task StoreAsync(string key, string etag, TimeSpan maxAge, byte[] body, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"{FormatMark} {(int)Math.Clamp(maxAge.TotalSeconds, 0, int.MaxValue)} {Convert.ToHexString(SHA256.HashData(body))} {etag}\n");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true))
            {
                await file.WriteAsync(Utf8.GetBytes(head), cancellationToken).ConfigureAwait(false);
                await file.WriteAsync(body, cancellationToken).ConfigureAwait(false);
            }

            File.SetLastWriteTimeUtc(temporary, _clock.GetUtcNow().UtcDateTime);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw TmdbErrors.InvalidOption(
                $"The cache folder '{_folder}' cannot be written: {fault.Message}",
                "Give another folder, or none.",
                _folder,
                fault);
        }
        finally
        {
            // Still there only if the rename did not happen.
            Try(() => File.Delete(temporary));
        }
    }

    /// <summary>Records that TMDB has just confirmed the response (304).</summary>
    public void Confirm(string key)
    {
        var path = PathOf(key);
        if (File.Exists(path))
        {
            Try(() => File.SetLastWriteTimeUtc(path, _clock.GetUtcNow().UtcDateTime));
        }
    }

    // What is left behind is asked for, or made, again.
    private static void Try(Action tidy)
    {
        try
        {
            tidy();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static Entry? Parse(byte[] bytes, TimeSpan age)
    {
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        if (end < 0)
        {
            return null;
        }

        var head = Utf8.GetString(bytes, 0, end).Split(' ', 4);
        var body = bytes[(end + 1)..];
        var isWhole = head.Length == 4
            && head[0] == FormatMark
            && int.TryParse(head[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && head[2] == Convert.ToHexString(SHA256.HashData(body));
        if (!isWhole)
        {
            return null;
        }

        var maxAge = TimeSpan.FromSeconds(int.Parse(head[1], CultureInfo.InvariantCulture));
        return new Entry(body, head[3], IsFresh: age >= TimeSpan.Zero && age < maxAge);
    }

    private string PathOf(string key) => Path.Combine(_folder, key[..2], key + ".tmdb");

    /// <summary>A response from the cache.</summary>
    /// <param name="Body">The body; it matches its stored hash.</param>
    /// <param name="ETag">The ETag for the conditional request that revalidates it.</param>
    /// <param name="IsFresh">Whether it is younger than the max-age that TMDB gave it, and may be used without a request.</param>
    internal sealed record Entry(byte[] Body, string ETag, bool IsFresh);
}
