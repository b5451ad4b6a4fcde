using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Storage;

/// <summary>Selects objects of a lake. Null properties do not filter.</summary>
public sealed record LakeObjectQuery
{
    /// <summary>The layer.</summary>
    public string? Layer { get; init; } = LakeConvention.RawLayer;

    /// <summary>The origin.</summary>
    public string? Origin { get; init; }

    /// <summary>The format.</summary>
    public string? Format { get; init; }

    /// <summary>The specification, exactly; empty for objects that have none.</summary>
    public string? Specification { get; init; }

    /// <summary>The first processing date.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last processing date.</summary>
    public DateOnly? To { get; init; }

    /// <summary>The prefix of the keys.</summary>
    public string? Prefix { get; init; }

    /// <summary>The longest prefix that all matching keys have.</summary>
    public string KeyPrefix => PrefixOfParts() is var parts && Prefix?.StartsWith(parts, StringComparison.Ordinal) == true ? Prefix : parts;

    /// <summary>Lists the matching objects in the order of their keys. Keys that do not follow the convention are skipped.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="DataLakeException">The lake does not exist or cannot be read.</exception>
    public async IAsyncEnumerable<LakeObject> ListAsync(ILakeStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ThrowIfAbsent(store);
        await foreach (var found in ListStoredAsync(store, cancellationToken).ConfigureAwait(false))
        {
            if (TryParse(found.Key, out _) is { } key && Fits(key))
            {
                yield return new LakeObject(store.Lake, key, found);
            }
        }
    }

    /// <summary>Throws if the folder of a lake does not exist, as S3 does for a bucket: a misspelt path must not look like an empty lake.</summary>
    internal static void ThrowIfAbsent(ILakeStore store)
    {
        if (store.Lake.Kind == LakeKind.Folder && !Directory.Exists(store.Lake.BucketOrFolder))
        {
            throw new DataLakeException(
                DataLakeError.LakeNotFound, $"There is no folder '{store.Lake}'.", $"Check the path, or create the lake{HowTo.CreateLake}.", store.Lake.ToString());
        }
    }

    /// <summary>
    /// Lists the matching objects, including those whose key does not follow the convention. The latter have no date, so a
    /// query by date excludes them.
    /// </summary>
    /// <param name="store">The lake.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The objects, each with the error of its key if the key is not valid.</returns>
    internal async IAsyncEnumerable<(StoredObject Object, DataLakeException? Fault)> ListAllAsync(
        ILakeStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in ListStoredAsync(store, cancellationToken).ConfigureAwait(false))
        {
            var key = TryParse(found.Key, out var fault);
            if (key is null ? From is null && To is null && BeginsWithPrefix(found.Key) : Fits(key))
            {
                yield return (found, fault);
            }
        }
    }

    /// <summary>Whether an object of this key would be listed.</summary>
    internal bool Fits(string key) => TryParse(key, out _) is { } parsed && Fits(parsed);

    // Of one day in folders that have to be found, only their objects are listed; of all else, what begins as its keys do.
    private async IAsyncEnumerable<StoredObject> ListStoredAsync(ILakeStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (From is not { } day || From != To || Prefix is not null || Layer is null || (Origin is not null && Format is not null && Specification is not null))
        {
            await foreach (var found in store.ListAsync(KeyPrefix, cancellationToken).ConfigureAwait(false))
            {
                yield return found;
            }

            yield break;
        }

        await foreach (var prefix in new LakeContents(store).PrefixesOfDayAsync(Layer, Origin, Format, day, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var found in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                yield return found;
            }
        }
    }

    // The longest prefix that the query allows, so that the lake lists few other objects.
    private string PrefixOfParts()
    {
        if (Layer is null)
        {
            return string.Empty;
        }

        var prefix = Layer + "/";
        foreach (var part in (ReadOnlySpan<string?>)[Origin, Format])
        {
            if (part is null)
            {
                return prefix;
            }

            prefix += part + "/";
        }

        if (Specification is null)
        {
            return prefix;
        }

        prefix += Specification.Length == 0 ? string.Empty : Specification + "/";
        return From is { } day && From == To ? prefix + day.ToString("yyyy'/'MM'/'dd'/'", CultureInfo.InvariantCulture) : prefix;
    }

    private bool Fits(LakeKey key) =>
        (Layer is null || key.Layer == Layer)
        && BeginsWithPrefix(key.Value)
        && (Origin is null || key.Origin == Origin)
        && (Format is null || key.Format == Format)
        && (Specification is null || string.Join('/', key.Specification) == Specification)
        && (From is null || key.Date >= From)
        && (To is null || key.Date <= To);

    private bool BeginsWithPrefix(string key) => Prefix is null || key.StartsWith(Prefix, StringComparison.Ordinal);

    // Null for objects whose key does not follow the convention.
    private static LakeKey? TryParse(string key, out DataLakeException? fault)
    {
        try
        {
            fault = null;
            return LakeKey.Parse(key);
        }
        catch (DataLakeException exception)
        {
            fault = exception;
            return null;
        }
    }
}
