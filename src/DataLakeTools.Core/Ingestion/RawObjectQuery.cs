using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Paths;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Ingestion;

/// <summary>Which objects of the Raw zone are wanted. What is null is not asked for.</summary>
public sealed record RawObjectQuery
{
    /// <summary>The layer.</summary>
    public string Layer { get; init; } = RawConvention.Layer;

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

    /// <summary>Lists what fits, in the order of the keys. What does not follow the convention is passed over.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="DataLakeException">The lake says no.</exception>
    public async IAsyncEnumerable<RawObject> ListAsync(ILakeStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        await foreach (var found in store.ListAsync(Prefix(), cancellationToken).ConfigureAwait(false))
        {
            if (TryParse(found.Key) is { } key && Fits(key))
            {
                yield return new RawObject(store.Lake, key, found);
            }
        }
    }

    // As long a prefix as the given parts allow, so that the lake lists little that is not wanted.
    private string Prefix()
    {
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

    private bool Fits(RawKey key) =>
        key.Layer == Layer
        && (Origin is null || key.Origin == Origin)
        && (Format is null || key.Format == Format)
        && (Specification is null || string.Join('/', key.Specification) == Specification)
        && (From is null || key.Date >= From)
        && (To is null || key.Date <= To);

    private static RawKey? TryParse(string key)
    {
        try
        {
            return RawKey.Parse(key);
        }
        catch (DataLakeException)
        {
            // Something else lives in the lake as well; it is not of the Raw zone.
            return null;
        }
    }
}
