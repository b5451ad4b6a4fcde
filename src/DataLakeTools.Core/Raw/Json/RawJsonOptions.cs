using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>Where batches of JSON records are put.</summary>
public sealed record RawJsonOptions
{
    /// <summary>The layer of the key.</summary>
    public string Layer { get; init; } = LakeConvention.RawLayer;

    /// <summary>The origin of the key.</summary>
    public string Origin { get; init; } = LakeConvention.TmdbOrigin;

    /// <summary>The specification, levels with <c>/</c> between them; none when null or empty.</summary>
    public string? Specification { get; init; }

    /// <summary>The processing date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The key that a file gets.</summary>
    /// <param name="fileName">The name of the file.</param>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.InvalidKey"/>.</exception>
    public LakeKey KeyFor(string fileName) => LakeKey.Create(
        Layer, Origin, LakeConvention.JsonFormat, LakeKey.SplitSpecification(Specification), Date, fileName);

    /// <summary>Throws if a lake would take no file: the keys of all files have the same length and the same characters.</summary>
    /// <param name="lake">The lake.</param>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.InvalidKey"/>.</exception>
    public void Check(LakeAddress lake)
    {
        ArgumentNullException.ThrowIfNull(lake);
        lake.Check(AnyKey.Value);
    }

    /// <summary>The folder of all files, with <c>/</c> at its end.</summary>
    internal string Folder => AnyKey.Folder + "/";

    private LakeKey AnyKey => KeyFor(BatchName.FromHash(new byte[SHA256.HashSizeInBytes]));

    /// <summary>The objects in the folder; deeper levels belong to other specifications.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    internal async IAsyncEnumerable<StoredObject> ListAsync(ILakeStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = Folder;
        await foreach (var found in store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            if (!found.Key.AsSpan(folder.Length).Contains('/'))
            {
                yield return found;
            }
        }
    }
}
