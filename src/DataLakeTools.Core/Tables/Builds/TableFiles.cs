using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>Parquet files between the work folder and the lake. Thread-safe.</summary>
/// <param name="store">The lake.</param>
/// <param name="work">Where files of a bucket are put for the engine.</param>
internal sealed partial class TableFiles(ILakeStore store, WorkFolder work)
{
    /// <summary>The format of table files in keys.</summary>
    public const string Format = "Parquet";

    /// <summary>The extension of table files.</summary>
    public const string Extension = ".parquet";

    private const string ContentType = "application/vnd.apache.parquet";

    // A key comes back with other bytes once what stood there was superseded and removed.
    private readonly ConcurrentDictionary<(string Key, string? Checksum), string> _local = new();
    private readonly ConcurrentDictionary<string, UploadResult> _uploads = new(StringComparer.Ordinal);

    // Keys that another object had when a file was to get them.
    private readonly ConcurrentQueue<LakeKey> _taken = [];

    /// <summary>
    /// Puts a file into the lake. An object is never overwritten, because readers go by the manifest of before until the new
    /// one is there: where another object has the key, the new one gets its checksum into its name.
    /// </summary>
    /// <param name="path">The file; it stays in the work folder.</param>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<(string Key, long Size, Checksum Checksum)> PublishAsync(string path, LakeKey key, CancellationToken cancellationToken)
    {
        using var source = SourceFile.Open(path);
        var checksum = ChecksumOf(source, cancellationToken);
        var other = key.FileName[..^Extension.Length] + "." + Convert.ToHexStringLower(Convert.FromBase64String(checksum.Value)) + Extension;
        foreach (var candidate in (string[])[key.Value, $"{key.Folder}/{other}"])
        {
            if (candidate != key.Value)
            {
                _taken.Enqueue(key);
            }

            if (await PublishAsync(source, candidate, checksum, cancellationToken).ConfigureAwait(false))
            {
                _local[(candidate, checksum.ToString())] = path;
                return (candidate, source.Length, checksum);
            }
        }

        throw LakeConflict.NameTaken(store.Lake, $"{key.Folder}/{other}");
    }

    /// <summary>Notes that a file stays as it was published, so that what builds left beside it is found, too.</summary>
    /// <param name="key">The key that it has where no other object had it before.</param>
    public void Keep(LakeKey key) => _taken.Enqueue(key);

    /// <summary>
    /// The objects whose names say that a build made them as one of the files whose key was taken or kept since the last call, or as the
    /// rejects beside it: those of before, and what builds left that ended before they published it.
    /// </summary>
    /// <param name="cancellationToken">Stops the listing.</param>
    public Task<IReadOnlyCollection<string>> TakeEarlierAsync(CancellationToken cancellationToken)
    {
        var keys = new List<LakeKey>();
        while (_taken.TryDequeue(out var key))
        {
            keys.Add(key);
        }

        return BesideAsync(keys, cancellationToken);
    }

    /// <summary>The objects whose names say that a build made them as one of some files, or as the rejects beside it.</summary>
    /// <param name="keys">The keys of the files.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async Task<IReadOnlyCollection<string>> BesideAsync(IEnumerable<LakeKey> keys, CancellationToken cancellationToken)
    {
        var folders = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            (folders.TryGetValue(key.Folder, out var names) ? names : folders[key.Folder] = [RejectsTable.Name]).Add(key.FileName[..^Extension.Length]);
        }

        var earlier = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(folders, cancellationToken, async (folder, token) =>
        {
            await foreach (var found in store.ListAsync(folder.Key + "/", token).ConfigureAwait(false))
            {
                if (FileOfBuild().Match(found.Key[(folder.Key.Length + 1)..]) is { Success: true } name && folder.Value.Contains(name.Groups[1].Value))
                {
                    earlier.Enqueue(found.Key);
                }
            }
        }).ConfigureAwait(false);
        return earlier;
    }

    /// <summary>The upload of a file; null where the same bytes were there.</summary>
    /// <param name="key">Its key.</param>
    public UploadResult? UploadOf(string key) => _uploads.GetValueOrDefault(key);

    /// <summary>The path of a file of the lake that the engine can read.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="checksum">What the manifest says that it holds; null where it says nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.ChecksumMismatch"/>: it is not what was published.</exception>
    public async Task<string> LocalAsync(string key, string? checksum, CancellationToken cancellationToken)
    {
        if (_local.TryGetValue((key, checksum), out var path))
        {
            return path;
        }

        path = store.Lake.Kind == Lake.LakeKind.Folder ? ExistingFile(store.Lake.AddressOf(key)) : await DownloadAsync(key, cancellationToken).ConfigureAwait(false);
        if (checksum is not null)
        {
            using var source = SourceFile.Open(path);
            var found = await Task.Run(() => ChecksumOf(source, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (found.ToString() != checksum)
            {
                throw new DataLakeException(
                    DataLakeError.ChecksumMismatch,
                    $"{store.Lake.AddressOf(key)} is not the file that was published: its checksum is {found}, and not {checksum}.",
                    $"Make the tables again{HowTo.BuildTables}, with {LakeSetting.Force}, and look at the disk.",
                    key);
            }
        }

        return _local[(key, checksum)] = path;
    }

    /// <summary>Whether a file was there when the engine got it and is there no more.</summary>
    /// <param name="file">The file.</param>
    public bool IsGone(ManifestTable file) => _local.TryGetValue((file.Key, file.Checksum), out var path) && !File.Exists(path);

    /// <summary>Whether an error is that of a file which cannot be read as it was published.</summary>
    /// <param name="error">The error.</param>
    /// <param name="file">The file.</param>
    public bool IsErrorOf(DataLakeException error, ManifestTable file) =>
        error.Error == DataLakeError.EngineFailed ? IsGone(file) : error.Target is string target && (target == file.Key || target == store.Lake.AddressOf(file.Key));

    [GeneratedRegex(@"^(.+?)(?:\.[0-9a-f]{8})?\.parquet$", RegexOptions.CultureInvariant)]
    private static partial Regex FileOfBuild();

    /// <summary>Gives back the room of a file that is in the lake; whoever asks for it after all gets it from there.</summary>
    /// <param name="file">The file.</param>
    public void Release(ManifestTable file)
    {
        if (_local.TryRemove((file.Key, file.Checksum), out var path) && work.Owns(path))
        {
            File.Delete(path);
        }
    }

    private static string ExistingFile(string path) => File.Exists(path) ? path : throw MissingObject.Of(path, cause: null);

    // False where another object has the key.
    private async Task<bool> PublishAsync(SourceFile source, string key, Checksum checksum, CancellationToken cancellationToken)
    {
        var existing = await store.FindForWriteAsync(key, cancellationToken).ConfigureAwait(false);
        if (existing is null)
        {
            try
            {
                await UploadAsync(source, key, checksum, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (DataLakeException exception) when (exception.Error == DataLakeError.ObjectExists)
            {
                // Another folder of the day, or another build, was quicker.
                existing = await store.FindAsync(key, cancellationToken).ConfigureAwait(false);
                if (existing is null)
                {
                    throw;
                }
            }
        }

        return await IsSameAsync(source, existing, cancellationToken).ConfigureAwait(false);
    }

    private async Task UploadAsync(SourceFile source, string key, Checksum checksum, CancellationToken cancellationToken)
    {
        var upload = store.BeginUpload(new LakeWrite(key, source.Length, WriteCondition.IfAbsent, ContentType) { Earlier = EarlierUploadAction.Resume, Source = source });
        await using (upload.ConfigureAwait(false))
        {
            var pass = new SourceFilePass(source, scanner: null, computesChecksum: false);
            await upload.SubmitPartsAsync(source.Length, Fill, cancellationToken).ConfigureAwait(false);
            var result = await upload.CommitAsync(cancellationToken).ConfigureAwait(false);
            if (result.Checksum != checksum)
            {
                throw source.Changed("its checksum is another");
            }

            if (result.Outcome == UploadOutcome.Written)
            {
                _uploads[key] = result;
            }

            bool Fill(PartBuffer part)
            {
                pass.Fill(part, cancellationToken);
                return true;
            }
        }
    }

    private Task<bool> IsSameAsync(SourceFile source, StoredObject existing, CancellationToken cancellationToken)
    {
        return store.IsSameAsync(existing, source.Length, AppendAsync, cancellationToken);

        async Task AppendAsync(IContentComparison comparison)
        {
            var buffer = ReadBuffer.New();
            var pass = new SourceFilePass(source, scanner: null, computesChecksum: false);
            while (!pass.IsAtEnd)
            {
                var read = pass.Fill(buffer, cancellationToken);
                await comparison.AppendAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> DownloadAsync(string key, CancellationToken cancellationToken)
    {
        var path = work.NewFile(System.IO.Path.GetFileName(key));
        var content = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var file = WorkFolder.Write(path);
            await using (file.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }
        }

        return path;
    }

    /// <summary>The checksum of a file, as the lake will have it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Checksum ChecksumOf(string path, CancellationToken cancellationToken)
    {
        using var source = SourceFile.Open(path);
        return ChecksumOf(source, cancellationToken);
    }

    private static Checksum ChecksumOf(SourceFile source, CancellationToken cancellationToken)
    {
        var buffer = ReadBuffer.New();
        var pass = new SourceFilePass(source, scanner: null, computesChecksum: true);
        while (!pass.IsAtEnd)
        {
            pass.Fill(buffer, cancellationToken);
        }

        return Checksum.OfCrc32C(pass.Crc32C);
    }
}
