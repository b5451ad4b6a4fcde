using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>Reads and writes the manifests of a lake.</summary>
/// <param name="store">The lake.</param>
internal sealed class ManifestStore(ILakeStore store)
{
    /// <summary>How many are read at one time. A lake has one a day: years of them are read from a bucket in the time of a few.</summary>
    public const int ReadAtOnce = 16;

    private const string Origin = "Lake";
    private const string Specification = "Manifest";
    private const string FileName = "manifest.json";

    // By their text: tables have the same columns on most days, which are kept once.
    private readonly Dictionary<string, IReadOnlyList<ColumnContract>> _columns = new(StringComparer.Ordinal);

    /// <summary>The key of a manifest.</summary>
    public static string KeyOf(TableLayer layer, DateOnly day) =>
        LakeKey.Create(layer.ToString(), Origin, LakeConvention.JsonFormat, [Specification], day, FileName).Value;

    /// <summary>Reads the manifests of a layer, oldest day first.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="until">The last day that counts; all when null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="read">Reads one, where not just any that cannot be read is an error; several are read at one time.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.ManifestUnreadable"/>.</exception>
    public async IAsyncEnumerable<TableManifest> ReadAllAsync(
        TableLayer layer,
        DateOnly? until,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        Func<TableLayer, DateOnly, CancellationToken, Task<TableManifest?>>? read = null)
    {
        var manifests = OrderedStream.SelectAsync(
            DaysAsync(layer, until, cancellationToken), ReadAtOnce, (day, token) => (read ?? ReadAsync)(layer, day, token), cancellationToken);
        await foreach (var manifest in manifests.ConfigureAwait(false))
        {
            if (manifest is not null)
            {
                yield return manifest with { Tables = [.. manifest.Tables.Select(table => table with { Columns = Shared(table.Columns) })] };
            }
        }
    }

    /// <summary>Reads a manifest.</summary>
    /// <returns>The manifest; null if there is none.</returns>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.ManifestUnreadable"/>.</exception>
    public async Task<TableManifest?> ReadAsync(TableLayer layer, DateOnly day, CancellationToken cancellationToken)
    {
        var key = KeyOf(layer, day);
        if (await SmallObject.ReadAsync(store, key, cancellationToken).ConfigureAwait(false) is not { } read)
        {
            return null;
        }

        try
        {
            var manifest = JsonSerializer.Deserialize(read.Bytes, ManifestJsonContext.Default.TableManifest);
            return manifest is { Format: TableManifest.CurrentFormat } ? manifest with { Object = read.Found } : throw Unreadable(key, "another version of this program wrote it", null);
        }
        catch (JsonException exception)
        {
            throw Unreadable(key, exception.Message.TrimEnd('.'), exception);
        }
    }

    /// <summary>The newest day that has a manifest; null if there is none.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="until">The last day that counts; all when null.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async Task<DateOnly?> NewestDayAsync(TableLayer layer, DateOnly? until, CancellationToken cancellationToken)
    {
        DateOnly? newest = null;
        await foreach (var day in DaysAsync(layer, until, cancellationToken).ConfigureAwait(false))
        {
            newest = day;
        }

        return newest;
    }

    /// <summary>Publishes a manifest, unless somebody else has published one since that of before was read.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="before">The object that it takes the place of; null if there was none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.BuildConflict"/>.</exception>
    public async Task PublishAsync(TableManifest manifest, StoredObject? before, CancellationToken cancellationToken)
    {
        var key = KeyOf(manifest.Layer, manifest.Day);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJsonContext.Default.TableManifest);
        try
        {
            await SmallObject.WriteAsync(
                store, key, bytes, before is null ? WriteCondition.IfAbsent : WriteCondition.IfUnchanged(before), cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException exception) when (exception.Error is DataLakeError.ObjectExists or DataLakeError.ObjectChanged)
        {
            throw Conflict(manifest, exception);
        }
    }

    /// <summary>The raw objects of some folders that a manifest names, which is read again.</summary>
    /// <param name="manifest">The manifest, as it was read.</param>
    /// <param name="folders">The folders.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.BuildConflict"/> where it is another one by now.</exception>
    public async Task<IReadOnlyList<ManifestInput>> InputsAsync(TableManifest manifest, IReadOnlySet<string> folders, CancellationToken cancellationToken)
    {
        if (folders.Count == 0)
        {
            return [];
        }

        var now = await ReadAsync(manifest.Layer, manifest.Day, cancellationToken).ConfigureAwait(false);
        return now?.Object?.ETag == manifest.Object?.ETag
            ? [.. (now?.Inputs ?? []).Where(input => folders.Contains(LakeKey.Parse(input.Key).Folder))]
            : throw Conflict(manifest, cause: null);
    }

    /// <summary>Throws if a manifest is another one by now, or gone, so that a file that it names need not be there any more.</summary>
    /// <param name="manifest">The manifest, as it was read or published.</param>
    /// <param name="cause">What failed with the file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.BuildConflict"/>.</exception>
    public async Task ThrowIfReplacedAsync(TableManifest manifest, Exception cause, CancellationToken cancellationToken)
    {
        if ((await ReadAsync(manifest.Layer, manifest.Day, cancellationToken).ConfigureAwait(false))?.Built != manifest.Built)
        {
            throw Conflict(manifest, cause);
        }
    }

    /// <summary>The days that have a manifest, oldest first.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="until">The last day that counts; all when null.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async IAsyncEnumerable<DateOnly> DaysAsync(TableLayer layer, DateOnly? until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = $"{layer}/{Origin}/{LakeConvention.JsonFormat}/{Specification}/";
        await foreach (var found in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (found.Key.EndsWith("/" + FileName, StringComparison.Ordinal)
                && DateOnly.TryParseExact(found.Key[prefix.Length..^(FileName.Length + 1)], "yyyy'/'MM'/'dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && (until is null || day <= until))
            {
                yield return day;
            }
        }
    }

    private IReadOnlyList<ColumnContract> Shared(IReadOnlyList<ColumnContract> columns)
    {
        var text = JsonSerializer.Serialize(columns, ManifestJsonContext.Default.IReadOnlyListColumnContract);
        return _columns.TryGetValue(text, out var known) ? known : _columns[text] = columns;
    }

    private DataLakeException Conflict(TableManifest manifest, Exception? cause) => new(
        DataLakeError.BuildConflict,
        string.Create(CultureInfo.InvariantCulture, $"Another build published the {manifest.Layer} tables of {manifest.Day:yyyy-MM-dd} at the same time."),
        "None of this run took their place; what it published before stands. Run it again: what the other one has made is not made twice.",
        store.Lake.AddressOf(KeyOf(manifest.Layer, manifest.Day)),
        cause);

    private DataLakeException Unreadable(string key, string what, Exception? cause) => new(
        DataLakeError.ManifestUnreadable,
        $"The manifest {store.Lake.AddressOf(key)} cannot be read: {what}.",
        $"Build the tables again with {LakeSetting.Force}, or take the version of this program that wrote it.",
        store.Lake.AddressOf(key),
        cause);
}
