using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Listing;

/// <summary>Which objects of the Raw zone are wanted. What is null is not asked for.</summary>
public sealed record LakeObjectQuery
{
    /// <summary>The layer.</summary>
    public string? Layer { get; init; } = LakeConvention.Layer;

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

    /// <summary>What the keys begin with.</summary>
    public string? Prefix { get; init; }

    /// <summary>The longest beginning that all keys of the answer have.</summary>
    public string KeyPrefix => PrefixOfParts() is var parts && Prefix?.StartsWith(parts, StringComparison.Ordinal) == true ? Prefix : parts;

    /// <summary>Lists what fits, in the order of the keys. What does not follow the convention is passed over.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="DataLakeException">The lake is not there, or says no.</exception>
    public async IAsyncEnumerable<LakeObject> ListAsync(ILakeStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        RefuseAbsent(store);
        await foreach (var found in store.ListAsync(KeyPrefix, cancellationToken).ConfigureAwait(false))
        {
            if (TryParse(found.Key, out _) is { } key && Fits(key))
            {
                yield return new LakeObject(store.Lake, key, found);
            }
        }
    }

    /// <summary>Refuses a folder that is not there, as S3 refuses a bucket: a name written wrong must not pass for an empty lake.</summary>
    internal static void RefuseAbsent(ILakeStore store)
    {
        if (store.Lake.Kind == LakeKind.Folder && !Directory.Exists(store.Lake.Root))
        {
            throw new DataLakeException(
                DataLakeError.LakeNotFound, $"There is no folder '{store.Lake}'.", $"Check the path, or create the lake{LakeTask.CreateLake}.", store.Lake.ToString());
        }
    }

    /// <summary>
    /// Lists what fits, and with it what stands among it and does not follow the convention. The latter has no date, so it
    /// is left out where dates are asked for.
    /// </summary>
    /// <param name="store">The lake.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>The objects, each with what is wrong with its key, if something is.</returns>
    internal async IAsyncEnumerable<(StoredObject Object, DataLakeException? Fault)> ListAllAsync(
        ILakeStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in store.ListAsync(KeyPrefix, cancellationToken).ConfigureAwait(false))
        {
            var key = TryParse(found.Key, out var fault);
            if (key is null ? From is null && To is null && BeginsWithPrefix(found.Key) : Fits(key))
            {
                yield return (found, fault);
            }
        }
    }

    // As long a prefix as the given parts allow, so that the lake lists little that is not wanted.
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

    // What is null lives in the lake as well and is not of the Raw zone.
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
